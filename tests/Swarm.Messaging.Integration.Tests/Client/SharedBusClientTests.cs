using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Client;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Client;

/// <summary>A client on the bus that the program has anyway.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class SharedBusClientTests(RabbitMqFixture rabbit, RedisFixture redis) : SwarmClientSuite(redis), IClassFixture<RedisFixture>
{
    private protected override Uri Broker => rabbit.Server.Address();

    private protected override void Add(IServiceCollection services) => services.AddMassTransit(x =>
    {
        x.AddSwarmClient(o => o.Prefix = Prefix);
        x.UsingRabbitMq((_, bus) => bus.Host(Broker));
    });
}
