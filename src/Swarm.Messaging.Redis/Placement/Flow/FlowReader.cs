using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Redis.Placement.Flow;

/// <summary>Reads keys of limits for people: several plain reads, as of about the same moment. What flow.lua decides, in words.</summary>
internal sealed class FlowReader(IDatabase redis, string root, FlowBudgets budgets)
{
    private const int Most = 1_000;
    private const int Slices = 50;
    private const string All = ":*";

    public async Task<IReadOnlyList<FlowReport>> ListAsync(DateTimeOffset now)
    {
        var limits = await redis.HashKeysAsync(root + "limits").ConfigureAwait(false);
        var pauses = await redis.HashKeysAsync(root + "pauses").ConfigureAwait(false);
        var rests = await redis.HashKeysAsync(root + "rests").ConfigureAwait(false);
        var stopped = await redis.SortedSetRangeByRankAsync(root + "flow:stopped").ConfigureAwait(false);
        var keys = limits.Concat(pauses).Concat(rests).Concat(stopped).Select(k => (string)k!).Concat(budgets.Names.Select(n => n + All)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Take(Most);
        var reports = await Task.WhenAll(keys.Select(key => ReadAsync(key, now))).ConfigureAwait(false);
        // A pause whose time is over, or a key that work once waited for, is written down a little longer.
        var said = limits.Select(k => (string)k!).ToHashSet(StringComparer.Ordinal);
        return [.. reports.Where(r => said.Contains(r.Key) || r.Key.EndsWith(All, StringComparison.Ordinal) || r is not { Pause: null, RestUntil: null, Waiting: 0 })];
    }

    public async Task<FlowReport> ReadAsync(string key, DateTimeOffset now)
    {
        var own = await redis.HashGetAsync(root + "limits", [key, NameOf(key) + All]).ConfigureAwait(false);
        var limit = FlowJson.Limit(key, own[0]) ?? FlowJson.Limit(key, own[1]);
        if (limit is not { Rates.Count: > 0 } && budgets.Of(NameOf(key)) is { Count: > 0 } rates)
            limit = (limit ?? new FlowLimit(key, null, [])) with { Rates = rates, Default = true };
        var pause = FlowJson.Pause(key, await redis.HashGetAsync(root + "pauses", key).ConfigureAwait(false));
        var rest = await redis.HashGetAsync(root + "rests", key).ConfigureAwait(false);
        var used = new List<long>();
        foreach (var rate in limit?.Rates ?? [])
            used.Add((await SpanAsync(key, rate, now, now, 1).ConfigureAwait(false)).Used);
        return new FlowReport(
            key,
            limit,
            pause?.Until <= now ? null : pause,
            rest.IsNull || DateTimeOffset.FromUnixTimeMilliseconds((long)rest) is var until && until <= now ? null : until,
            await redis.SetLengthAsync($"{root}flow:{key}:held").ConfigureAwait(false),
            used,
            await redis.SortedSetLengthAsync($"{root}stopped:{key}").ConfigureAwait(false));
    }

    /// <param name="place">In the lane, 1 for its first.</param>
    /// <returns>Null: the lane waits for no key.</returns>
    public async Task<FlowWait?> WaitAsync(string lane, DateTimeOffset now, long place)
    {
        var stored = await redis.HashGetAsync(root + "stops", lane).ConfigureAwait(false);
        if (stored.IsNull)
            return null;
        var key = (string)stored!;
        var ahead = await redis.SortedSetRankAsync($"{root}stopped:{key}", lane).ConfigureAwait(false) ?? 0;
        var wait = await GateAsync(key, now, ahead, place).ConfigureAwait(false) ?? new FlowWait(key, $"{key} lets the next begin in a moment", now, ahead);
        return wait with { Ahead = place - 1 };
    }

    /// <summary>By what the target gets nothing, the key that opens last; null: by none of its own.</summary>
    public async Task<FlowWait?> StopAsync(string target, DateTimeOffset now)
    {
        var found = await Task.WhenAll(GateAsync($"target:{target}", now, 0), GateAsync($"agent:{target}", now, 0)).ConfigureAwait(false);
        return found.OfType<FlowWait>().MaxBy(w => w.OpensAt ?? DateTimeOffset.MaxValue);
    }

    /// <param name="place">Whose time is asked for, 1 for whoever begins next.</param>
    /// <returns>Null: the key lets it begin.</returns>
    private async Task<FlowWait?> GateAsync(string key, DateTimeOffset now, long ahead, long place = 1)
    {
        var report = await ReadAsync(key, now).ConfigureAwait(false);
        if (report.Pause is { } pause)
        {
            var said = pause.Reason is { Length: > 0 } reason ? $": {reason}" : "";
            var ends = pause.Until is { } until ? (await SlowestAsync(report, now, until, place).ConfigureAwait(false)).Opens : (DateTimeOffset?)null;
            return new FlowWait(key, $"{key} is paused{(pause.By is { Length: > 0 } by ? $" by {by}" : "")}{said}", ends, ahead, IsPaused: true);
        }

        if (key.StartsWith(FlowKeyNames.Login + ":", StringComparison.Ordinal) && report is { Limit: not null } && (report.RestUntil is not null || report.Held > 0))
            return new FlowWait(key, $"the {key.Replace(':', ' ')} fails in one session after the other, and one execution at a time looks whether it still does", report.RestUntil, ahead);
        if (report.RestUntil is { } rest)
            return new FlowWait(key, $"the service behind {key} asked for a rest", (await SlowestAsync(report, now, rest, place).ConfigureAwait(false)).Opens, ahead);
        if (report.Limit?.Concurrency is { } most && report.Held >= most)
            return new FlowWait(key, $"{key} has {report.Held} of {most} at a time", null, ahead);
        var (slowest, used, opens) = await SlowestAsync(report, now, now, place).ConfigureAwait(false);
        return slowest is not null && opens > now
            ? new FlowWait(key, $"{key} has begun {used} of {slowest.Starts} in {Text(slowest.Per)}{(report.Limit!.Default ? ", its budget by the setting Placement:Budgets" : "")}", opens, ahead)
            : null;
    }

    /// <summary>The rate that holds the place-th back the longest; without any it may begin at the time from which it may.</summary>
    private async Task<(FlowRate? Rate, long Used, DateTimeOffset Opens)> SlowestAsync(FlowReport report, DateTimeOffset now, DateTimeOffset from, long place)
    {
        (FlowRate? Rate, long Used, DateTimeOffset Opens) slowest = (null, 0, from);
        foreach (var rate in report.Limit?.Rates ?? [])
        {
            var (used, opens) = await SpanAsync(report.Key, rate, now, from, place).ConfigureAwait(false);
            if (slowest.Rate is null || opens > slowest.Opens)
                slowest = (rate, used, opens);
        }

        return slowest;
    }

    /// <summary>How many have begun, and when the place-th may at the earliest: nobody else takes what opens until then.</summary>
    /// <param name="from">None begins before.</param>
    private async Task<(long Used, DateTimeOffset Opens)> SpanAsync(string key, FlowRate rate, DateTimeOffset now, DateTimeOffset from, long place)
    {
        var length = (long)rate.Per.TotalMilliseconds;
        var width = (length + Slices - 1) / Slices;
        var counted = (await redis.HashGetAllAsync($"{root}flow:{key}:starts:{length}").ConfigureAwait(false))
            .Select(slice => (Ends: DateTimeOffset.FromUnixTimeMilliseconds((((long)slice.Name + 1) * width) + length), Starts: (long)slice.Value))
            .Where(slice => slice.Ends > now).OrderBy(slice => slice.Ends).ToList();
        var used = counted.Sum(slice => slice.Starts);
        // Of each span so many begin; the first of the next one begins when the first of the one before counts no longer.
        var (spans, number) = Math.DivRem(place - 1, rate.Starts);
        var (missing, opens) = (number + 1 - (rate.Starts - used), from);
        foreach (var (ends, starts) in counted.TakeWhile(_ => missing > 0))
            (missing, opens) = (missing - starts, ends > opens ? ends : opens);
        return (used, opens + (spans * rate.Per));
    }

    private static string NameOf(string key) => key[..key.IndexOf(':', StringComparison.Ordinal)];

    private static string Text(TimeSpan span) => span.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms");
}
