using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Leadership;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

/// <summary>Two hosts as processes; the one that leads is stopped by a signal in the middle of whatever it does, and goes on later.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class PausedLeaderTests(StoreRedis redis, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_leader_that_is_paused_and_goes_on_writes_nothing_and_follows()
    {
        using var folder = new TempFolder("paused-leader");
        var bench = new Work.WorkBench(redis);
        await using var one = await StartAsync(bench, folder.Combine("one"));
        await using var other = await StartAsync(bench, folder.Combine("other"));
        await Eventually.HoldsAsync(async () => await bench.Database.SortedSetLengthAsync(bench.Key("hosts")) == 2, "both take swarms", Patience);
        await RegisterAsync(bench, "alpha", "beta");
        await Eventually.HoldsAsync(async () => await bench.Database.SetLengthAsync(bench.Key("status:active")) == 2, "both swarms are active", Patience);
        SwarmLeader? first = null;
        await Eventually.HoldsAsync(async () => (first = await bench.Store.CurrentAsync(default)) is not null, "one leads", Patience);
        await bench.QueuedAsync(Work.WorkBench.Task("before"));
        await Eventually.HoldsAsync(async () => (await bench.FindAsync("before")).State == "assigned", "it distributes", Patience);

        var leader = first!.HostId.Contains($"-{one.Id}-", StringComparison.Ordinal) ? one : other;
        UnixSignals.Send(leader.Id, UnixSignal.Stop).ShouldBeTrue();
        // With work to do all the while, for whoever thinks that it leads.
        for (var n = 0; n < 20; n++)
            await bench.QueuedAsync(Work.WorkBench.Task($"t{n}"));
        await Eventually.HoldsAsync(async () => await bench.Store.CurrentAsync(default) is { } now && now.HostId != first.HostId, "the other leads", Patience);
        UnixSignals.Send(leader.Id, UnixSignal.Continue).ShouldBeTrue();

        var before = (await bench.Store.WritesAsync(default)).Count;
        for (var n = 20; n < 40; n++)
            await bench.QueuedAsync(Work.WorkBench.Task($"t{n}"));
        await Eventually.HoldsAsync(async () => (await bench.Work.FiguresAsync(default)).Waiting == 0, "all are distributed", Patience);
        await Eventually.HoldsAsync(
            async () => (await bench.Store.WritesAsync(default)).Skip(before).Count(w => w.Kind == "renew") >= 5, "the new leader renews while the old one is back", Patience);

        var writes = await bench.SoundWritesAsync();
        output.WriteLine(string.Join(", ", writes.GroupBy(w => (w.Epoch, w.Kind)).Select(w => $"{w.Key.Epoch} {w.Key.Kind}: {w.Count()}")));
        writes.Count(w => w.Kind == "assign").ShouldBe(41, "each task was assigned once");
        (await bench.ShownAsync()).ShouldBe((await bench.Store.CurrentAsync(default))?.SwarmId);
    }

    private Task<HostProcess> StartAsync(SwarmStand bench, string data) => HostProcess.StartAsync(
        Host.Swarm, Directory.CreateDirectory(data).FullName, $"Redis=127.0.0.1:{redis.Port}", $"Prefix={bench.Installation.Prefix}", "AllowUnsafe=true", "Listen=127.0.0.1:0", $"Data={data}",
        "Logging:Console=false", "Swarms:Leadership:Lease=00:00:10", "Swarms:Leadership:Renew=00:00:02", "Swarms:Leadership:Poll=00:00:01", "Swarms:Leadership:WriteLog=100000",
        "Swarms:Work:Cycle=00:00:01");

    private static async Task RegisterAsync(LeadershipBench bench, params string[] swarms)
    {
        var registry = new RedisSwarmRegistry(turns: new SwarmTurns(), redis: new SwarmRedis(
            bench.Installation.Redis, bench.Installation.Keys, bench.Installation.Clock, new StandingOptions()));
        foreach (var swarm in swarms)
            await registry.RegisterAsync(swarm, new SwarmDefinition(), null, null, default);
    }

    private sealed class StandingOptions : Microsoft.Extensions.Options.IOptionsMonitor<SwarmsOptions>
    {
        public SwarmsOptions CurrentValue { get; } = new();

        public SwarmsOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<SwarmsOptions, string?> listener) => null;
    }
}
