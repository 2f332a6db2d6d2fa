using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>A redis-server of its own on a free loopback port; every test takes an installation prefix of its own in it.</summary>
public sealed class StoreRedis : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("store-redis-").FullName;
    private readonly string[] arguments;
    private Process? server;

    public StoreRedis()
        : this([])
    {
    }

    internal StoreRedis(params string[] arguments) => this.arguments = arguments;

    public int Port { get; } = FreePort();

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Start();
        Connection = await ConnectAsync($"127.0.0.1:{Port}");
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        await KillAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>As the kernel would: no farewell, then the same data folder again.</summary>
    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        Start();
        await AnsweredAsync(Connection);
    }

    public static async Task<IConnectionMultiplexer> ConnectAsync(string address, Action<ConfigurationOptions>? configure = null)
    {
        var options = ConfigurationOptions.Parse($"{address},abortConnect=false,allowAdmin=true");
        configure?.Invoke(options);
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await AnsweredAsync(connection);
        return connection;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task AnsweredAsync(IConnectionMultiplexer connection)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (RedisException) when (attempt < 200)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private void Start() => server = Process.Start(new ProcessStartInfo("redis-server",
    [
        "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", directory, "--save", "", "--maxmemory-policy", "noeviction",
        "--daemonize", "no", "--logfile", Path.Combine(directory, "redis.log"), .. arguments,
    ]))!;

    private async Task KillAsync()
    {
        server!.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
    }
}
