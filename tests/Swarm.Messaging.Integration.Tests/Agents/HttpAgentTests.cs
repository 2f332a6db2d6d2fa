using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Agents;

public sealed class HttpAgentTests(RedisFixture redis) : AgentLibrarySuite(redis), IClassFixture<RedisFixture>;
