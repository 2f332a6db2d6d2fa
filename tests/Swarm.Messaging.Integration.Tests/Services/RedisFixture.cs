using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Services;

/// <summary>A Redis of its own for a test class (<c>IClassFixture</c>), with a client that reconnects when a test kills it.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    internal RedisServer Server { get; private set; } = null!;

    public IConnectionMultiplexer Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        Client = await Server.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
