using System.Text.Json;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>What holds of sessions and limits after every script, read from the keys alone.</summary>
internal static class FlowInvariants
{
    public static void Check(PlacementDump dump, PlacementOptions options)
    {
        var attempts = dump.MapKeys.Where(k => k.StartsWith("attempt:", StringComparison.Ordinal)).Select(k => (Id: k[8..], Fields: dump.Map(k))).ToList();
        SessionsHoldWhatRunsInThem(dump, attempts);
        TargetsKnowTheirSessions(dump);
        KeysCountWhatRuns(dump, attempts);
        EachLaneIsReadyOrStopped(dump);
        NobodyWaitsWithoutACause(dump, options);
    }

    private static void SessionsHoldWhatRunsInThem(PlacementDump dump, List<(string Id, IReadOnlyDictionary<string, string> Fields)> attempts)
    {
        var running = attempts.Where(a => a.Fields.ContainsKey("session")).ToLookup(a => a.Fields["session"]);
        foreach (var (id, session) in Sessions(dump))
        {
            dump.Set($"session:{id}:held").Order().ShouldBe(running[id].Select(a => a.Fields["token"]).Order());
            (int.Parse(session["health"]) < 50 && session["draining"] == "0").ShouldBeFalse($"{id} is ill and still in use");
            running[id].Count().ShouldBeLessThanOrEqualTo(int.Parse(session["slots"]));
            foreach (var (_, fields) in running[id])
            {
                fields["target"].ShouldBe(session["target"]);
                var client = fields["client"].Split('|')[0];
                if (client != "default")
                    session["client"].ShouldBe(client, $"{id} is another client's");
            }
        }

        running.Select(r => r.Key).Except(Sessions(dump).Select(s => s.Id)).ShouldBeEmpty("nothing runs in a session that is gone");
        attempts.Where(a => a.Fields.ContainsKey("token") && a.Fields["class"].Contains('$')).ShouldAllBe(a => a.Fields.ContainsKey("session"));
    }

    private static void TargetsKnowTheirSessions(PlacementDump dump)
    {
        var sessions = Sessions(dump);
        foreach (var target in dump.Targets)
        {
            var own = sessions.Where(s => s.Fields["target"] == target.Id).ToList();
            dump.Map($"target:{target.Id}:sessions").Keys.Order().ShouldBe(own.Select(s => s.Id).Order());
            var good = own.Where(s => s.Fields["draining"] == "0" && int.Parse(s.Fields["health"]) > 50).ToList();
            var fields = dump.Map($"target:{target.Id}");
            (Number(fields, "sessions"), Number(fields, "sessions:health"), Number(fields, "sessions:active")).ShouldBe(
                (good.Count, good.Sum(s => int.Parse(s.Fields["health"])), good.Sum(s => dump.Set($"session:{s.Id}:held").Count)));
            dump.Map($"target:{target.Id}:unbound").Keys.Order().ShouldBe(own
                .Where(s => s.Fields["client"].Length == 0 && s.Fields["draining"] == "0" && int.Parse(s.Fields["health"]) >= 50
                    && dump.Set($"session:{s.Id}:held").Count < int.Parse(s.Fields["slots"]))
                .Select(s => s.Id).Order());
        }

        foreach (var (client, id) in dump.Map("affinity"))
            sessions.Single(s => s.Id == id).Fields.ShouldSatisfyAllConditions(f => f["client"].ShouldBe(client), f => f["draining"].ShouldBe("0"));
    }

    private static void KeysCountWhatRuns(PlacementDump dump, List<(string Id, IReadOnlyDictionary<string, string> Fields)> attempts)
    {
        var running = attempts.Where(a => a.Fields.ContainsKey("token")).ToList();
        foreach (var (key, _) in dump.Map("limits").Where(l => Concurrency(l.Value) is not null))
        {
            var expected = running.Where(a => KeysOf(a.Fields).Contains(key)).Select(a => a.Fields["token"]).Order().ToList();
            dump.Set($"flow:{key}:held").Order().ShouldBe(expected);
        }
    }

    private static void EachLaneIsReadyOrStopped(PlacementDump dump)
    {
        var lanes = dump.MapKeys.Where(k => k.StartsWith("lane:", StringComparison.Ordinal)).Select(k => k[5..]).Order();
        var ready = Ready(dump);
        ready.Select(r => $"{r.Class}|{r.Lane}").Concat(dump.Map("stops").Keys).Order().ShouldBe(lanes);
        foreach (var (requirementClass, lane, score) in ready)
            score.ShouldBe(dump.Scores($"lane:{requirementClass}|{lane}").Values.Min());
        var heads = dump.MapKeys.Where(k => k.StartsWith("heads:", StringComparison.Ordinal)).SelectMany(k => dump.Map(k).Keys.Select(client => (k[6..], client)));
        heads.Order().ShouldBe(ready.Select(r => (r.Class, r.Lane.Split('|')[0])).Distinct().Order());
        var stopped = dump.MapKeys.Where(k => k.StartsWith("stopped:", StringComparison.Ordinal)).SelectMany(k => dump.Map(k).Keys.Select(lane => (lane, k[8..])));
        stopped.Order().ShouldBe(dump.Map("stops").Select(s => (s.Key, s.Value)).Order());
        dump.Map("stops").Values.Distinct().Except(dump.Map("flow:stopped").Keys).ShouldBeEmpty();
    }

    // A lane that may go waits for a slot that no target has; a stopped one for a key that lets nobody begin, or a look is due.
    private static void NobodyWaitsWithoutACause(PlacementDump dump, PlacementOptions options)
    {
        var free = PlacementInvariants.Free(dump).Where(t => !dump.Map($"target:{t.Id}").ContainsKey("rest")).ToList();
        foreach (var head in dump.Attempts.Where(a => a.Waits && !dump.Map("stops").ContainsKey($"{a.Needs.Class}|{a.Client}")))
        {
            if (PlacementInvariants.HasRoom(dump, options, head.Needs.Kind))
                free.Where(t => t.Serves(head.Needs)).ShouldBeEmpty($"{head.Id} waits beside a free slot");
        }
    }

    /// <summary>After a sweep, nobody waits for a key that lets one begin while none that was told so is still to begin.</summary>
    public static void NobodyWaitsForAnOpenKey(PlacementDump dump)
    {
        var now = dump.Now.ToUnixTimeMilliseconds();
        var ready = Ready(dump).SelectMany(r => LaneKeys(r.Class, r.Lane)).ToHashSet();
        foreach (var key in dump.Map("stops").Values.Distinct().Where(k => !ready.Contains(k) && IsOpen(dump, k, now)))
            dump.Scores("flow:due").GetValueOrDefault(key, double.MaxValue).ShouldBeLessThanOrEqualTo(now, $"{key} is open and nobody is told");
    }

    private static IReadOnlyList<(string Class, string Lane, double Score)> Ready(PlacementDump dump) =>
    [
        .. dump.MapKeys.Where(k => k.StartsWith("ready:", StringComparison.Ordinal))
            .SelectMany(k => dump.Scores(k).Select(lane => (k[6..k.IndexOf('|', StringComparison.Ordinal)], lane.Key, lane.Value))),
    ];

    private static bool IsOpen(PlacementDump dump, string key, long now)
    {
        if (dump.Map("pauses").TryGetValue(key, out var pause) && Field(pause, "until") is var until && (until == 0 || until > now))
            return false;
        if (!dump.Map("limits").TryGetValue(key, out var rule))
            return true;
        if (Concurrency(rule) is { } most && dump.Set($"flow:{key}:held").Count >= most)
            return false;
        using var json = JsonDocument.Parse(rule);
        return !json.RootElement.TryGetProperty("r", out var rates)
            || rates.EnumerateArray().All(r => dump.Map($"flow:{key}:starts:{r[1].GetInt64()}")
                .Where(s => (long.Parse(s.Key) + 1) * (r[1].GetInt64() / 50) > now - r[1].GetInt64() - 50).Sum(s => long.Parse(s.Value)) < r[0].GetInt64());
    }

    private static long Field(string json, string name)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.GetProperty(name).GetInt64();
    }

    private static IEnumerable<string> LaneKeys(string requirementClass, string lane) =>
        [$"client:{lane.Split('|')[0]}", $"operation:{requirementClass.Split('+', '!', '?', '~')[0].TrimEnd('$')}", .. lane.Split('|').Skip(1)];

    public static IReadOnlyList<(string Id, IReadOnlyDictionary<string, string> Fields)> Sessions(PlacementDump dump) =>
        [.. dump.Map("sessions").Keys.Select(id => (id, dump.Map($"session:{id}")))];

    public static IEnumerable<string> KeysOf(IReadOnlyDictionary<string, string> attempt)
    {
        var lane = attempt["client"].Split('|');
        return [$"client:{lane[0]}", $"operation:{attempt["class"].Split('+', '!', '?', '~')[0].TrimEnd('$')}", $"agent:{attempt["target"]}", .. lane.Skip(1)];
    }

    public static int? Concurrency(string rule)
    {
        using var json = JsonDocument.Parse(rule);
        return json.RootElement.TryGetProperty("c", out var most) ? most.GetInt32() : null;
    }

    private static int Number(IReadOnlyDictionary<string, string> fields, string name) => int.Parse(fields.GetValueOrDefault(name, "0"));
}
