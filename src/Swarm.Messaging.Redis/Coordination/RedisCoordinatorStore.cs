using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Coordination;

/// <summary>All under one hash tag, <c>swarm-messaging:{coordinator}:...</c>.</summary>
internal sealed class RedisCoordinatorStore(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock) : ICoordinatorStore
{
    private const int MostHosts = 1_000;

    private static readonly RedisScript Apply = new("Coordination.coordinator-apply.lua");
    private static readonly RedisScript Overdue = new("Coordination.coordinator-overdue.lua");
    private static readonly RedisScript Silent = new("Coordination.coordinator-silent.lua");
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly IDatabase database = redis.GetDatabase();

    public async Task<IReadOnlyList<bool>> ApplyAsync(string hostId, IReadOnlyList<TaskStep> steps, CancellationToken cancellation)
    {
        var arguments = new List<RedisValue>(4 + (steps.Count * 8))
        {
            clock.OffsetMs, hostId, ICoordinatorStore.Remembered, (long)Remembered.TotalMilliseconds,
        };
        foreach (var step in steps)
        {
            arguments.AddRange([
                step.TaskId, step.Version, Letter(step.State), step.AtMs, step.Started ? 1 : 0, step.Routes, step.Rerouted ? 1 : 0, step.DurationMs,
            ]);
        }

        var counted = await Apply.RunAsync(
            database,
            [Key("tasks"), Key("totals"), Key("open"), Key("running"), Key("stuck"), Key("successful"), Key("failed"), Key("hosts")],
            [.. arguments]).WaitAsync(cancellation).ConfigureAwait(false);
        return [.. ((RedisValue[])counted!).Select(c => c == 1)];
    }

    public async Task<CoordinatorTotals> ReadAsync(CancellationToken cancellation)
    {
        var entries = await database.HashGetAllAsync(Key("totals")).WaitAsync(cancellation).ConfigureAwait(false);
        var totals = entries.ToDictionary(
            e => (string)e.Name!, e => double.Parse((string)e.Value!, NumberStyles.Float, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        long Whole(string name) => (long)totals.GetValueOrDefault(name);
        return new(
            Whole("total"), Whole("waiting"), Whole("running"), Whole("successful"), Whole("failed"), Whole("rerouted"), Whole("routes"),
            totals.GetValueOrDefault("durationMs"));
    }

    public async Task<IReadOnlyList<OverdueTask>> OverdueAsync(TimeSpan limit, int count, CancellationToken cancellation)
    {
        var found = (RedisValue[])(await Overdue.RunAsync(
            database, [Key("running"), Key("stuck"), Key("tasks")], [clock.OffsetMs, (long)limit.TotalMilliseconds, count])
            .WaitAsync(cancellation).ConfigureAwait(false))!;
        return [.. found.Chunk(4).Select(f => new OverdueTask((string)f[0]!, (long)f[3], TimeSpan.FromMilliseconds((long)f[1]), f[2] == 1))];
    }

    public async Task<IReadOnlyList<string>> SilentAsync(TimeSpan silence, int count, CancellationToken cancellation) =>
        [.. (await SilentAsync("open", silence, count, forget: false, cancellation).ConfigureAwait(false)).Select(s => (string)s[0]!)];

    public async Task<IReadOnlyList<long>> LostHostsAsync(TimeSpan silence, CancellationToken cancellation) =>
        [.. (await SilentAsync("hosts", silence, MostHosts, forget: true, cancellation).ConfigureAwait(false)).Select(s => (long)(double)s[1])];

    public Task FarewellAsync(string hostId, CancellationToken cancellation) =>
        database.SortedSetRemoveAsync(Key("hosts"), hostId).WaitAsync(cancellation);

    public Task<bool> ClaimAsync(string what, TimeSpan time, CancellationToken cancellation) =>
        database.StringSetAsync(Key($"claim:{what}"), 1, time, When.NotExists).WaitAsync(cancellation);

    public async Task<IReadOnlyCollection<string>> NewPatternsAsync(IReadOnlyCollection<string> present, CancellationToken cancellation)
    {
        var known = (await database.SetMembersAsync(Key("patterns")).WaitAsync(cancellation).ConfigureAwait(false)).Select(m => (string)m!).ToList();
        var gone = known.Except(present).Select(p => (RedisValue)p).ToArray();
        if (gone.Length > 0)
            await database.SetRemoveAsync(Key("patterns"), gone).WaitAsync(cancellation).ConfigureAwait(false);
        var fresh = new List<string>();
        foreach (var pattern in present.Except(known))
        {
            if (await database.SetAddAsync(Key("patterns"), pattern).WaitAsync(cancellation).ConfigureAwait(false))
                fresh.Add(pattern);
        }

        return fresh;
    }

    private async Task<IEnumerable<RedisValue[]>> SilentAsync(string set, TimeSpan silence, int count, bool forget, CancellationToken cancellation) =>
        ((RedisValue[])(await Silent.RunAsync(
            database, [Key(set)], [clock.OffsetMs, (long)silence.TotalMilliseconds, count, forget ? 1 : 0])
            .WaitAsync(cancellation).ConfigureAwait(false))!).Chunk(2);

    private RedisKey Key(string name) => keys.Global($"{{coordinator}}:{name}");

    private static string Letter(StepState state) => state switch
    {
        StepState.Waiting => "w",
        StepState.Running => "r",
        StepState.Successful => "s",
        _ => "f",
    };
}
