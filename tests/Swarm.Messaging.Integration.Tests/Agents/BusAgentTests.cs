using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Agents;

[Collection(RabbitMqCollection.Name)]
public sealed class BusAgentTests(RabbitMqFixture rabbit, RedisFixture redis) : AgentLibrarySuite(redis), IClassFixture<RedisFixture>
{
    private protected override Uri? Broker => rabbit.Server.Address();
}
