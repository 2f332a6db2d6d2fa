using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Redis.Placement.Flow;
using Swarm.Messaging.Redis.Placement.Sessions;

namespace Swarm.Messaging.Redis.Placement;

internal sealed partial class PlacementReader
{
    /// <summary>The order of attempts is rank times this, plus the sequence; as in prelude.lua.</summary>
    private const double Rank = 1L << 45;

    public async Task<PlacementExplanation> ExplainAsync(AttemptId attempt, Requirements requirements, CancellationToken cancellation)
    {
        var record = (await redis.HashGetAllAsync($"{root}attempt:{attempt}").ConfigureAwait(false)).ToStringDictionary();
        var (read, now) = await ReadAsync(cancellation).ConfigureAwait(false);
        var flow = new FlowReader(redis, root, options.BudgetsOfKeys);
        var targets = await Task.WhenAll(read.Select(async t => t.IsStopped ? t with { Stop = await flow.StopAsync(t.Id, now).ConfigureAwait(false) } : t)).ConfigureAwait(false);
        var kind = await KindAsync(requirements.Kind).ConfigureAwait(false);
        var score = new CandidateScore(kind.Strategy, await TurnsAsync(requirements, kind.Strategy).ConfigureAwait(false));
        var returned = await ReturnedAsync(attempt.TaskId, now).ConfigureAwait(false);
        var ranking = new CandidateRanking(requirements, score, kind, now, options.Lease) { Returned = returned, LateAfter = options.LateAfter };
        var (candidates, longLost) = ranking.Rank(targets);
        if (!record.TryGetValue("st", out var status))
            return new PlacementExplanation("none", requirements.Class, null, null, null, null, 0, 0, null, null, kind.Strategy, kind, candidates) { LongLost = longLost };

        var (requirementClass, client) = (record["class"], record["client"]);
        var token = record.GetValueOrDefault("token");
        var parked = status == "parked";
        var remaining = token is null ? null : await RemainingAsync(token, now).ConfigureAwait(false);
        var silence = options.Lease - remaining;
        var position = parked ? await PositionAsync(attempt, requirementClass, client).ConfigureAwait(false) : null;
        return new PlacementExplanation(
            status,
            record.GetValueOrDefault("base", requirementClass),
            record.GetValueOrDefault("target"),
            token,
            remaining,
            $"{requirementClass}|{client}",
            int.Parse(record["rank"]),
            long.Parse(record["seq"]),
            position,
            parked ? await AheadAsync(attempt, requirementClass, client, cancellation).ConfigureAwait(false) : null,
            kind.Strategy,
            kind,
            candidates)
        {
            Session = record.GetValueOrDefault("session"),
            Silence = status is "placed" or "started" && silence > options.LateAfter ? silence : null,
            Returned = returned,
            LongLost = longLost,
            Resting = requirements.Session ? await RestingAsync(client.Split('|')[0]).ConfigureAwait(false) : [],
            Flow = parked ? await flow.WaitAsync($"{requirementClass}|{client}", now, position ?? 1).ConfigureAwait(false) ?? ranking.StopOf(targets) : null,
        };
    }

    // {times}|{until}
    private async Task<IReadOnlyList<ReturnReport>> ReturnedAsync(string taskId, DateTimeOffset now) =>
    [
        .. from entry in await redis.HashGetAllAsync($"{root}returned:{taskId}").ConfigureAwait(false)
           let parts = ((string)entry.Value!).Split('|')
           let until = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1]))
           where until > now
           orderby until
           select new ReturnReport((string)entry.Name!, int.Parse(parts[0]), until),
    ];

    private async Task<IReadOnlyList<string>> RestingAsync(string client)
    {
        var found = new List<string>();
        foreach (var id in await redis.SetMembersAsync($"{root}bound:{client}").ConfigureAwait(false))
        {
            var fields = (await redis.HashGetAllAsync($"{root}session:{id}").ConfigureAwait(false)).ToStringDictionary();
            var breaker = RedisSessionStore.BreakerOf(fields);
            if (breaker.State == SessionBreaker.Open)
                found.Add($"Session {id} of {fields["target"]} gets nothing until {breaker.RestUntil:O}, its breaker is open: swarm breakers reset session:{id}");
            else if (breaker.State != SessionBreaker.Closed)
                found.Add($"Session {id} of {fields["target"]} gets one attempt at a time, its breaker is {breaker.State}: swarm breakers reset session:{id}");
        }

        return found;
    }

    private async Task<IReadOnlyDictionary<string, double>> TurnsAsync(Requirements needs, string strategy)
    {
        if (PlacementStrategies.IsRated(strategy))
            return (await redis.SortedSetRangeByRankWithScoresAsync($"{root}score:{strategy}").ConfigureAwait(false)).ToDictionary(e => (string)e.Element!, e => e.Score);
        if (strategy is not (PlacementStrategies.WeightedRoundRobin or PlacementStrategies.RoundRobin))
            return new Dictionary<string, double>();
        var scope = new Requirements(needs.Kind, needs.Operation, needs.Tags, null, needs.Prefer, needs.Favour).Class;
        return (await redis.HashGetAllAsync($"{root}rotation:{scope}").ConfigureAwait(false)).ToDictionary(e => (string)e.Name!, e => (double)e.Value);
    }

    private async Task<TimeSpan?> RemainingAsync(string token, DateTimeOffset now)
    {
        var ends = await redis.SortedSetScoreAsync(root + "leases", token).ConfigureAwait(false)
            ?? await redis.SortedSetScoreAsync(root + "grants", token).ConfigureAwait(false);
        if (ends is null)
            return null;
        var remaining = DateTimeOffset.FromUnixTimeMilliseconds((long)ends.Value) - now;
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private async Task<long?> PositionAsync(AttemptId attempt, string requirementClass, string client) =>
        await redis.SortedSetRankAsync(Lane(requirementClass, client), attempt.ToString()).ConfigureAwait(false) + 1;

    private async Task<long?> AheadAsync(AttemptId attempt, string requirementClass, string client, CancellationToken cancellation)
    {
        if (await redis.SortedSetScoreAsync(Lane(requirementClass, client), attempt.ToString()).ConfigureAwait(false) is not { } own)
            return null;
        // Whoever has something of a better rank, or of the same one: among those of a fair kind the score tells turns, not times.
        var clients = await redis.SortedSetRangeByScoreAsync($"{root}heads:{requirementClass}", stop: (Math.Floor(own / Rank) + 1) * Rank, exclude: Exclude.Stop).ConfigureAwait(false);
        var lanes = new HashSet<string>([client], StringComparer.Ordinal);
        foreach (var part in clients.Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            lanes.UnionWith((await Task.WhenAll(part.Select(c =>
                redis.SortedSetRangeByScoreAsync($"{root}ready:{requirementClass}|{c}", stop: own, exclude: Exclude.Stop))).ConfigureAwait(false)).SelectMany(l => l).Select(l => (string)l!));
        }

        var ahead = 0L;
        foreach (var part in lanes.Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            ahead += (await Task.WhenAll(part.Select(lane =>
                redis.SortedSetLengthAsync(Lane(requirementClass, lane), max: own, exclude: Exclude.Stop))).ConfigureAwait(false)).Sum();
        }

        return ahead;
    }

    private string Lane(string requirementClass, string client) => $"{root}lane:{requirementClass}|{client}";
}
