using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Integration.Tests.Http;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>While a broker hung for a minute, commands were refused as it was out of reach, and the host called itself ready: the bus, which was connecting anew, said that it was healthy.</summary>
public sealed class AHostWhoseBrokerHungWasReadyTests : IAsyncLifetime
{
    private readonly HttpHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_host_that_refuses_commands_is_unready()
    {
        host.Get<IBusControl>().CheckHealth().Status.ShouldBe(BusHealthStatus.Healthy);
        await using var away = new AmqpConnection(
            new SwarmOptions { Broker = new Uri($"amqp://127.0.0.1:{FreePort.Take()}") }, TimeProvider.System, NullLogger<AmqpConnection>.Instance);

        (await BusAsync(host.Get<AmqpConnection>())).Ok.ShouldBeTrue();
        (await BusAsync(away)).ShouldBe(new HealthCheck("bus", false, "The broker is out of reach: commands are refused."));
    }

    private async Task<HealthCheck> BusAsync(AmqpConnection broker) =>
        (await ActivatorUtilities.CreateInstance<Readiness>(host.Host.Services, broker).CheckAsync(CancellationToken.None)).Single(c => c.Name == "bus");
}
