using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

[Collection(RabbitMqCollection.Name)]
public sealed class BusSwarmHostTests(RabbitMqFixture rabbit, RedisFixture redis) : SwarmHostSuite(redis), IClassFixture<RedisFixture>
{
    private protected override Uri? Broker => rabbit.Server.Address();

    private protected override void Reach(SwarmHostOptions options) => options.Broker = Broker;
}
