using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Placement;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Placement without a host around it, under a prefix of its own; unless one is given, on a redis-server that is started for it.</summary>
internal sealed class BenchPlacement : IAsyncDisposable
{
    private readonly string prefix = $"bench-{Guid.NewGuid().ToString("N")[..8]}";
    private RedisServer? server;
    private string? given;
    private ServiceProvider services = null!;

    public IPlacementStore Store => services.GetRequiredService<IPlacementStore>();

    public ISessionStore Sessions => services.GetRequiredService<ISessionStore>();

    public IDatabase Redis => services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public static async Task<BenchPlacement> StartAsync(string? redis, PlacementOptions options, CancellationToken cancellation)
    {
        var bench = new BenchPlacement { given = redis };
        if (redis is null)
        {
            bench.server = await RedisServer.StartAsync(cancellation: cancellation).ConfigureAwait(false);
            redis = bench.server.ConnectionString;
        }

        var collection = new ServiceCollection();
        collection.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(redis).ConfigureAwait(false));
        collection.Configure<RedisStoreOptions>(o => o.KeyPrefix = bench.prefix);
        collection.AddSingleton<IOptionsMonitor<PlacementOptions>>(new Fixed(options));
        collection.AddRedisPlacement();
        bench.services = collection.BuildServiceProvider();
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync().ConfigureAwait(false);
        if (server is not null)
            await server.DisposeAsync().ConfigureAwait(false);
        if (given is not null)
            await BenchLeftovers.RemoveKeysAsync(given, prefix).ConfigureAwait(false);
    }

    private sealed class Fixed(PlacementOptions options) : IOptionsMonitor<PlacementOptions>
    {
        public PlacementOptions CurrentValue => options;

        public PlacementOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<PlacementOptions, string?> listener) => null;
    }
}
