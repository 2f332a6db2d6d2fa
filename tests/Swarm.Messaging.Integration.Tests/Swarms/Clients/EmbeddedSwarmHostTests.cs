using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>A program that has the system in itself, and hosts its swarms over the same bus in memory.</summary>
public sealed class EmbeddedSwarmHostTests(RedisFixture redis) : SwarmHostSuite(redis), IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly ConcurrentBag<ServiceProvider> programs = [];

    async Task IAsyncLifetime.DisposeAsync()
    {
        // Before the bus that they share.
        foreach (var program in programs)
            await program.DisposeAsync();
        await DisposeAsync();
    }

    private protected override void Reach(SwarmHostOptions options)
    {
    }

    private protected override async Task<SwarmHost> OpenAsync(Action<SwarmHostOptions> configure)
    {
        var program = new ServiceCollection().AddLogging().AddSingleton(World.Get<IBus>()).AddSwarmHost(configure).BuildServiceProvider();
        programs.Add(program);
        foreach (var service in program.GetServices<IHostedService>())
            await service.StartAsync(default);
        return program.GetRequiredService<SwarmHost>();
    }
}
