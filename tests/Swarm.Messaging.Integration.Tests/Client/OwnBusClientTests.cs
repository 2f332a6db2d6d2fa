using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Client;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Client;

/// <summary>A client with a bus of its own, beside one that the program has for itself.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class OwnBusClientTests(RabbitMqFixture rabbit, RedisFixture redis) : SwarmClientSuite(redis), IClassFixture<RedisFixture>
{
    private protected override Uri Broker => rabbit.Server.Address();

    private protected override void Add(IServiceCollection services) => services
        .AddMassTransit(x => x.UsingInMemory())
        .AddSwarmClient(o => (o.Broker, o.Prefix) = (Broker, Prefix));

    [Fact]
    public async Task Submit_NoSuchInstallation_IsAnExceptionThatTryingAgainMayMend()
    {
        await using var provider = new ServiceCollection().AddLogging()
            .AddSwarmClient(o => (o.Broker, o.Prefix, o.Timeout) = (Broker, "nobody", TimeSpan.FromSeconds(1))).BuildServiceProvider();
        var bus = provider.GetRequiredService<Messaging.Client.Bus.ISwarmClientBus>();
        await ((IBusControl)bus).StartAsync();

        var failure = await Should.ThrowAsync<SwarmClientException>(() => provider.GetRequiredService<ISwarmClient>().SubmitAsync(new SubmitTask()));

        failure.Transient.ShouldBeTrue();
        failure.Message.ShouldContain("nobody.swarm.submit-task");
        await ((IBusControl)bus).StopAsync();
    }

    [Fact]
    public async Task Get_AskedBeforeTheBusStands_IsAnswered()
    {
        await using var provider = new ServiceCollection().AddLogging()
            .AddSwarmClient(o => (o.Broker, o.Prefix) = (Broker, Prefix)).BuildServiceProvider();
        var bus = (IBusControl)provider.GetRequiredService<Messaging.Client.Bus.ISwarmClientBus>();

        var asked = provider.GetRequiredService<ISwarmClient>().GetAsync("nobody");
        await bus.StartAsync();

        (await asked).ShouldBeNull();
        await bus.StopAsync();
    }
}
