using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>A redis-server of its own on a free loopback port, with nothing on disk; optionally a cluster of one node.</summary>
public class PlacementRedis : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("placement-").FullName;
    private Process? server;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    protected virtual bool Cluster => false;

    public async Task InitializeAsync()
    {
        var port = FreePort();
        var cluster = Cluster ? "yes" : "no";
        server = Process.Start(new ProcessStartInfo("redis-server", $"--port {port} --bind 127.0.0.1 --dir {folder} --save \"\" --cluster-enabled {cluster}")
        {
            RedirectStandardOutput = true,
        })!;
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                break;
        }

        // Nobody may leave the pipe full.
        _ = server.StandardOutput.ReadToEndAsync();
        Connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");
        if (Cluster)
        {
            await Connection.GetServers()[0].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
            while ((await Connection.GetServers()[0].ExecuteAsync("CLUSTER", "INFO")).ToString().Contains("cluster_state:fail", StringComparison.Ordinal))
                await Task.Yield();
            await Connection.DisposeAsync();
            Connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
        }
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        if (server is not null)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
