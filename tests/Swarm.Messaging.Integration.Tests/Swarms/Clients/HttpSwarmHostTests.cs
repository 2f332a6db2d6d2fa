using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

public sealed class HttpSwarmHostTests(RedisFixture redis) : SwarmHostSuite(redis), IClassFixture<RedisFixture>;
