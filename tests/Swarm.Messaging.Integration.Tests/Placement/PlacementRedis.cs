using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>A redis-server of its own on a free loopback port, with nothing on disk; optionally a cluster of one node.</summary>
public class PlacementRedis : IAsyncLifetime
{
    private RedisServer server = null!;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    protected virtual bool Cluster => false;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync(new()
        {
            AppendFsync = null,
            Arguments = ["--cluster-enabled", Cluster ? "yes" : "no"],
        });
        Connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");
        if (Cluster)
        {
            await Connection.GetServers()[0].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
            while ((await Connection.GetServers()[0].ExecuteAsync("CLUSTER", "INFO")).ToString().Contains("cluster_state:fail", StringComparison.Ordinal))
                await Task.Yield();
            await Connection.DisposeAsync();
            Connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},allowAdmin=true");
        }
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        await server.DisposeAsync();
    }
}

/// <summary>The same as a cluster of one node: it refuses what touches keys of two tags.</summary>
public sealed class PlacementCluster : PlacementRedis
{
    protected override bool Cluster => true;
}

[CollectionDefinition(Name)]
public sealed class PlacementRedisGroup : ICollectionFixture<PlacementRedis>
{
    public const string Name = "placement";
}
