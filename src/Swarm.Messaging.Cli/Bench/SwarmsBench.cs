using System.Diagnostics;
using HdrHistogram;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Swarms on one host: when a lone one leads, how many are registered in a second, what one round of all heartbeats takes, how long a message takes from the
/// sender's call to the receiver's handler at a fixed rate, how many connections to Redis the host has, and what an idle swarm costs it. Every message must have come
/// exactly once, and swarms must cost no connection.
/// </summary>
internal sealed class SwarmsBench(BenchSettings settings, Action<string> say)
{
    private const int PerTick = 5;
    private const int Rounds = 20;
    private const int AtOnce = 32;
    private const int RegistrationAim = 500;
    private const int HeartbeatAimMs = 2_000;
    private const int MostConnections = 4;
    private const string Lone = "lone";

    private static readonly string[] HostNames = ["swarm", "swarm-leases"];
    private static readonly int[] Sizes = [10, 100, 1_000];
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly List<BenchResult> results = [];

    // Ten seconds of the rate; a short run is short in all its parts.
    private readonly int messages = Math.Clamp(settings.Count * 5, 100, 5_000);

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        foreach (var swarms in Sizes.Where(n => n <= settings.Count).DefaultIfEmpty(settings.Count))
        {
            await using var system = await BenchSystem.StartAsync(settings, cancellation).ConfigureAwait(false);
            say($"{swarms} swarms");
            // The host's own object: in effect from the next call on.
            var options = system.Get<IOptionsMonitor<SwarmsOptions>>().CurrentValue;
            (options.MaxActive, options.HostCapacity) = (swarms, swarms);
            await system.Get<ISwarmHosts>().OfferAsync(system.Get<HostIdentity>().HostId, swarms, cancellation).ConfigureAwait(false);
            await LeadAsync(system, swarms, cancellation).ConfigureAwait(false);
            var before = Heap();
            await RegisterAsync(system, swarms, cancellation).ConfigureAwait(false);
            await RestAsync(system, cancellation).ConfigureAwait(false);
            results.Add(new($"idle_swarm_kb_{swarms}", Math.Round((Heap() - before) / 1e3 / swarms, 1), "KB", "< 100"));
            await BeatAsync(system, swarms, cancellation).ConfigureAwait(false);
            await SendAsync(system, swarms, cancellation).ConfigureAwait(false);
            await ConnectionsAsync(system, swarms, cancellation).ConfigureAwait(false);
        }

        return new BenchReport(
            "swarms", settings.Redis is null && !settings.StartServices ? "embedded" : "real", BenchMachine.Here(),
            new Dictionary<string, object> { ["swarms"] = settings.Count, ["messages"] = messages, ["messagesPerSecond"] = (int)(PerTick / Tick.TotalSeconds) },
            results);
    }

    /// <summary>From the registration of a lone swarm until it leads, whatever it takes until it is active.</summary>
    private async Task LeadAsync(BenchSystem system, int swarms, CancellationToken cancellation)
    {
        var (registry, began) = (system.Get<ISwarmRegistry>(), Stopwatch.GetTimestamp());
        await registry.RegisterAsync(Lone, new SwarmDefinition(), cancellation).ConfigureAwait(false);
        await BenchSystem.UntilAsync(
            async () => (await system.Get<ISwarmLeadership>().CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId == Lone, "a lone swarm leads", cancellation).ConfigureAwait(false);
        results.Add(new($"leader_ms_{swarms}", Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds), "ms", "< 2000"));
        await registry.DeregisterAsync(Lone, "completed", cancellation).ConfigureAwait(false);
        await RestAsync(system, cancellation).ConfigureAwait(false);
    }

    private async Task RegisterAsync(BenchSystem system, int swarms, CancellationToken cancellation)
    {
        var registry = system.Get<ISwarmRegistry>();
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, swarms, Options(cancellation), async (n, stop) => await registry.RegisterAsync(Id(n), new SwarmDefinition(), stop).ConfigureAwait(false))
            .ConfigureAwait(false);
        results.Add(new($"register_per_s_{swarms}", Math.Round(swarms / Stopwatch.GetElapsedTime(began).TotalSeconds), "/s", $"> {RegistrationAim}"));
        await Parallel.ForAsync(0, swarms, Options(cancellation), async (n, stop) => await registry.ChangeStatusAsync(Id(n), SwarmStatuses.Active, null, stop).ConfigureAwait(false))
            .ConfigureAwait(false);
        await BenchSystem.UntilAsync(
            async () => (await registry.ListAsync(new SwarmFilter(SwarmStatuses.Active), cancellation).ConfigureAwait(false)).Count == swarms, "all swarms are active", cancellation)
            .ConfigureAwait(false);
    }

    private async Task BeatAsync(BenchSystem system, int swarms, CancellationToken cancellation)
    {
        var host = system.Get<HostIdentity>().HostId;
        var beats = (await system.Get<ISwarmHosts>().HostedAsync(host, cancellation).ConfigureAwait(false)).Select(s => new SwarmBeat(s.SwarmId, s.Term)).ToList();
        if (beats.Count != swarms)
            throw new BenchWrongException($"{beats.Count} of {swarms} swarms are hosted.");
        var took = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await system.Get<ISwarmRegistry>().HeartbeatAsync(host, beats, cancellation).ConfigureAwait(false);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        took.Sort();
        results.Add(new($"heartbeat_round_ms_{swarms}", Math.Round(took[took.Count / 2], 2), "ms", $"< {HeartbeatAimMs}"));
    }

    private async Task SendAsync(BenchSystem system, int swarms, CancellationToken cancellation)
    {
        var (messenger, seen, random) = (system.Get<SwarmMessenger>(), new Arrivals(), new Random(1));
        system.Get<SwarmHandlers>().Add(seen);
        var sent = new List<Task<MessageSent>>();
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        while (sent.Count < messages && await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            for (var n = 0; n < PerTick; n++)
            {
                sent.Add(messenger.SendAsync(
                    Id(random.Next(swarms)), new SwarmAddress.ToSwarm(Id(random.Next(swarms))), new { Type = Arrivals.Name, At = Stopwatch.GetTimestamp() }, null, cancellation));
            }
        }

        var refused = (await Task.WhenAll(sent).ConfigureAwait(false)).Count(s => s is not MessageSent.Accepted);
        await BenchSystem.UntilAsync(() => Task.FromResult(seen.Count >= sent.Count - refused), "every message was handled", cancellation).ConfigureAwait(false);
        if (refused > 0 || seen.Count != sent.Count)
            throw new BenchWrongException($"Of {sent.Count} messages {refused} were refused and {seen.Count} handled.");
        results.Add(new($"message_p50_ms_{swarms}", seen.At(50), "ms", "< 5"));
        results.Add(new($"message_p99_ms_{swarms}", seen.At(99), "ms", "< 50"));
    }

    /// <summary>What became of the registrations is told: nothing is under way.</summary>
    private static Task RestAsync(BenchSystem system, CancellationToken cancellation)
    {
        var registry = system.Get<ISwarmRegistry>();
        return BenchSystem.UntilAsync(
            async () => (await registry.NewsAsync(1, cancellation).ConfigureAwait(false)).Count == 0, "all that happened is told", cancellation);
    }

    /// <summary>Counted by the server itself, by the names that hosts give their connections.</summary>
    private async Task ConnectionsAsync(BenchSystem system, int swarms, CancellationToken cancellation)
    {
        // The host's own connections have no right to ask for that.
        var asking = RedisConnection.Parse(system.Get<IOptions<RedisStoreOptions>>().Value.Configuration);
        (asking.AllowAdmin, asking.ClientName) = (true, "swarm-bench");
        await using var admin = await ConnectionMultiplexer.ConnectAsync(asking).WaitAsync(cancellation).ConfigureAwait(false);
        var clients = await admin.GetServer(admin.GetEndPoints()[0]).ClientListAsync().WaitAsync(cancellation).ConfigureAwait(false);
        var own = clients.Count(c => HostNames.Contains(c.Name));
        results.Add(new($"redis_connections_{swarms}", own, "", $"<= {MostConnections}"));
        // A server that the run was given may have other hosts.
        if (own > MostConnections && settings.Redis is null)
            throw new BenchWrongException($"The host has {own} connections to Redis with {swarms} swarms; it may have {MostConnections}, however many swarms there are.");
    }

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true);

    private static string Id(int number) => $"swarm-{number}";

    private static ParallelOptions Options(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };

    private sealed class Arrivals : ISwarmMessageHandler
    {
        public const string Name = "bench";

        private readonly LongHistogram took = new(TimeStamp.Minutes(2), 3);
        private readonly Lock gate = new();

        public string Type => Name;

        public long Count
        {
            get
            {
                lock (gate)
                    return took.TotalCount;
            }
        }

        public Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
        {
            var time = Stopwatch.GetTimestamp() - delivery.Message.Payload.GetProperty("at").GetInt64();
            lock (gate)
                took.RecordValue(Math.Max(1, time));
            return Task.CompletedTask;
        }

        public double At(double percentile) => Math.Round(took.GetValueAtPercentile(percentile) * 1e3 / Stopwatch.Frequency, 2);
    }
}
