using StackExchange.Redis;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What a command threw that nobody had thought of was taken for a store out of reach: it was tried without end, and its queue stood still behind it.</summary>
public sealed class ACommandWhoseHandlingThrewWasTriedForEverTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_ends_after_its_tries_and_an_outage_is_waited_for()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        var store = world.Host.Get<ISagaStore>();
#pragma warning disable CA2201, CS0618 // As runtime and server throw them.
        Exception[] defects =
        [
            new IndexOutOfRangeException(), new InvalidCastException(), new Exception("nobody thought of it"), new RedisServerException("ERR user_script:3: attempt to index a nil value"),
            new RedisServerException("WRONGTYPE Operation against a key holding the wrong kind of value"),
        ];
        Exception[] outages =
        [
            new RedisConnectionException(ConnectionFailureType.SocketFailure, "gone"), new RedisServerException("LOADING Redis is loading the dataset in memory"),
            new RedisServerException("OOM command not allowed when used memory > 'maxmemory'."), new RedisServerException("MISCONF Redis is configured to save RDB snapshots"),
            new TimeoutException(), new IOException(), new OperationCanceledException(),
        ];
#pragma warning restore CA2201, CS0618

        foreach (var defect in defects)
        {
            CommandPatience.IsOver(CommandPatience.MaxTries, defect, store).ShouldBeTrue(defect.ToString());
            CommandPatience.IsOver(CommandPatience.MaxTries - 1, defect, store).ShouldBeFalse(defect.ToString());
        }

        foreach (var outage in outages)
            CommandPatience.IsOver(1_000, outage, store).ShouldBeFalse(outage.ToString());
    }
}
