using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>A redis-server for the store's tests; every test takes an installation prefix of its own in it.</summary>
public sealed class StoreRedis : IAsyncLifetime
{
    private readonly string[] arguments;
    private RedisServer server = null!;

    public StoreRedis()
        : this([])
    {
    }

    internal StoreRedis(params string[] arguments) => this.arguments = arguments;

    public int Port => server.Port;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync(new() { AppendFsync = null, Arguments = arguments });
        Connection = await ConnectAsync(server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        await server.DisposeAsync();
    }

    /// <summary>As the kernel would: no farewell, then the same data folder again.</summary>
    public async Task KillAndRestartAsync()
    {
        await server.KillAsync();
        await server.RestartAsync();
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

    // A client that was connected before the server died needs a moment to find it again.
    private static Task AnsweredAsync(IConnectionMultiplexer connection) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                await connection.GetDatabase().PingAsync();
                return true;
            }
            catch (RedisException)
            {
                return false;
            }
        },
        "the client is connected");
}
