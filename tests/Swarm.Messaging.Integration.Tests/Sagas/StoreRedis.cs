using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>One redis-server for the store's tests; every test takes an installation prefix of its own in it.</summary>
public sealed class StoreRedis : IAsyncLifetime
{
    private RedisServer server = null!;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync(new() { AppendFsync = null });
        Connection = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        await server.DisposeAsync();
    }
}
