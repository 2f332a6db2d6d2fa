using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>One installation (its own key prefix and clock) on a shared server, and short words for what tests do all the time.</summary>
internal sealed class SwarmBench
{
    private static int installations;

    public SwarmBench(IConnectionMultiplexer redis, Action<SwarmsOptions>? options = null)
    {
        Prefix = $"w{Interlocked.Increment(ref installations)}-{Guid.NewGuid():N}";
        Connection = redis;
        var services = new ServiceCollection();
        services.AddSingleton(redis);
        services.Configure<RedisStoreOptions>(o => o.KeyPrefix = Prefix);
        services.Configure<SwarmsOptions>(o => options?.Invoke(o));
        services.AddSingleton(Clock);
        services.AddRedisSwarms();
        Services = services.BuildServiceProvider();
        Registry = Services.GetRequiredService<ISwarmRegistry>();
        Hosts = Services.GetRequiredService<ISwarmHosts>();
        Options = Services.GetRequiredService<IOptionsMonitor<SwarmsOptions>>().CurrentValue;
    }

    public string Prefix { get; }

    public IConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    public ServiceProvider Services { get; }

    public StoreClock Clock { get; } = new();

    public ISwarmRegistry Registry { get; }

    public ISwarmHosts Hosts { get; }

    /// <summary>What the store goes by; changes take effect with the next call.</summary>
    public SwarmsOptions Options { get; }

    /// <summary>A key under the tag of swarms.</summary>
    public string Key(string name) => $"{Prefix}:swarm-messaging:{{swarms}}:{name}";

    public async Task<SwarmDocument> RegisterAsync(string id, SwarmDefinition? swarm = null) =>
        (await Registry.RegisterAsync(id, swarm ?? new SwarmDefinition(), default)).ShouldBeOfType<RegisterOutcome.Known>().Swarm;

    public async Task<SwarmDocument> ChangeAsync(string id, string status, string? reason = null) =>
        (await Registry.ChangeStatusAsync(id, status, reason, default)).ShouldBeOfType<ChangeOutcome.Done>().Swarm;

    /// <summary>Registered, and active by an operator's word.</summary>
    public async Task<SwarmDocument> ActiveAsync(string id, SwarmDefinition? swarm = null)
    {
        await RegisterAsync(id, swarm);
        return await ChangeAsync(id, SwarmStatuses.Active);
    }

    public async Task<SwarmDocument> GetAsync(string id) => (await Registry.GetAsync(id, default)).ShouldNotBeNull();

    /// <summary>A heartbeat for all that a host has.</summary>
    public async Task<IReadOnlyList<BeatOutcome>> BeatAsync(string host) => await Registry.HeartbeatAsync(
        host, [.. (await Hosts.HostedAsync(host, default)).Select(s => new SwarmBeat(s.SwarmId, s.Term))], default);

    public async Task<List<string>> ToldAsync(string id) =>
        [.. (await Registry.NewsAsync(10_000, default)).Where(n => n.SwarmId == id).Select(n => n.What == SwarmNewsNames.Status ? $"{n.From}->{n.To}" : n.What)];

    public async Task<List<string>> KeysAsync(string pattern = "*")
    {
        var keys = new List<string>();
        await foreach (var key in Connection.GetServers()[0].KeysAsync(pattern: $"{Prefix}:{pattern}"))
            keys.Add(((string)key!)[(Prefix.Length + 1)..]);
        return keys;
    }
}
