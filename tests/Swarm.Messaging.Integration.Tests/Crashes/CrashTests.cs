using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Crashes;

/// <summary>What the tests of crashes share: a Redis, and a world of its own for each.</summary>
public abstract class CrashTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private protected CrashWorld World() => new($"127.0.0.1:{redis.Port}");
}
