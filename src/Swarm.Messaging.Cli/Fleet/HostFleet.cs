using System.Net;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Bench;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>
/// Hosts as processes, each a real <c>swarm up</c>, on one Redis and one RabbitMQ that are started for them. Everything ends when this is disposed, and with
/// this process.
/// </summary>
internal sealed class HostFleet : IAsyncDisposable
{
    private readonly TempFolder folder = new("fleet");
    private readonly FleetSettings settings;
    private readonly List<FleetHost> hosts = [];
    private RabbitMqServer? rabbit;
    private RedisServer? redis;
    private IHostNetwork? network;
    private IConnectionMultiplexer? connection;

    private HostFleet(FleetSettings settings) => this.settings = settings;

    public IReadOnlyList<FleetHost> Hosts => hosts;

    public Uri Broker { get; private set; } = null!;

    /// <summary>Writes through before each answer: a kill of it loses nothing.</summary>
    public RedisServer RedisServer => redis!;

    /// <summary>What is true, read past all hosts.</summary>
    public FleetStore Store { get; private set; } = null!;

    public string Prefix => settings.Prefix;

    public string JournalFolder => folder.Combine("journal");

    /// <summary>With so many hosts, all of which answer.</summary>
    public static async Task<HostFleet> StartAsync(FleetSettings settings, int hosts, CancellationToken cancellation)
    {
        var fleet = new HostFleet(settings);
        try
        {
            await fleet.OpenAsync(cancellation).ConfigureAwait(false);
            for (var i = 0; i < hosts; i++)
                await fleet.AddAsync().ConfigureAwait(false);
            await Task.WhenAll(fleet.hosts.Select(h => h.StartAsync(cancellation))).ConfigureAwait(false);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What lies between hosts and servers, for people.</summary>
    public string Network => hosts.Count == 0 ? "" : network switch
    {
        NamespaceNetwork => "network namespaces",
        LinkNetwork => "links of our own: this process may not make network namespaces",
        _ => "loopback",
    };

    private async Task AddAsync()
    {
        var name = $"host-{hosts.Count + 1}";
        network = !settings.CanFail ? null
            : (IHostNetwork?)await NamespaceNetwork.TryCreateAsync(hosts.Count + 1, RedisServer.Port, Broker.Port).ConfigureAwait(false)
                ?? new LinkNetwork(RedisServer.Port, Broker.Port);
        var servers = network?.Servers ?? IPAddress.Loopback;
        string[] command =
        [
            .. network?.Command ?? [], .. settings.Program, settings.Journal ? BenchHostVerb.Name : "up",
            "--redis", $"{servers}:{network?.RedisPort ?? RedisServer.Port}",
            "--broker", network is null ? Broker.ToString() : new UriBuilder(Broker) { Host = servers.ToString(), Port = network.BrokerPort }.Uri.ToString(),
            "--prefix", settings.Prefix, "--listen", network?.Listen ?? "127.0.0.1:0", "--allow-unsafe",
            .. settings.Journal ? (string[])[BenchHostVerb.Journal, JournalFolder] : [], .. settings.Settings.SelectMany(s => (string[])["--set", s]),
        ];
        hosts.Add(new FleetHost(name, folder.Combine(name), command, network));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync().ConfigureAwait(false);
        if (settings.Broker is { } shared)
            await RemoveQueuesAsync(shared).ConfigureAwait(false);
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
        if (redis is not null)
            await redis.DisposeAsync().ConfigureAwait(false);
        if (rabbit is not null)
            await rabbit.DisposeAsync().ConfigureAwait(false);
        folder.Dispose();
    }

    /// <summary>Queues of single hosts and agents go by their own time to live.</summary>
    private async Task RemoveQueuesAsync(Uri broker)
    {
        try
        {
            await BenchLeftovers.RemoveQueuesAsync(broker, Prefix, [], []).ConfigureAwait(false);
        }
        catch (BrokerUnreachableException)
        {
            // It is gone, and what was on it is its owner's affair.
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(JournalFolder);
        if (settings.Broker is null)
            rabbit = await RabbitMqServer.StartAsync(cancellation: cancellation).ConfigureAwait(false);
        Broker = settings.Broker ?? rabbit!.Address();

        redis = await Services.RedisServer.StartAsync(new() { AppendFsync = "always" }, cancellation: cancellation).ConfigureAwait(false);
        connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},asyncTimeout=2000").ConfigureAwait(false);
        Store = new FleetStore(connection, settings.Prefix);
    }
}
