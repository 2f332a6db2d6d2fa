namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>What holds after every script, read from the keys alone.</summary>
internal static class PlacementInvariants
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    public static void Check(PlacementDump dump)
    {
        SlotsAreLeases(dump);
        EachAttemptIsInOnePlace(dump);
        CountsAreRight(dump);
        IndexesAreRight(dump);
        NobodyWaitsBesideAFreeSlot(dump);
    }

    public static IReadOnlyList<TargetEntry> Free(PlacementDump dump) =>
        [.. dump.Targets.Where(t => t.Active && t.Used < t.Slots && dump.Now - t.Seen <= Lease)];

    private static void SlotsAreLeases(PlacementDump dump)
    {
        var held = dump.MapKeys.Where(k => k.StartsWith("target:", StringComparison.Ordinal) && k.EndsWith(":leases", StringComparison.Ordinal))
            .SelectMany(k => dump.Scores(k).Select(s => (Target: k["target:".Length..^":leases".Length], Token: s.Key, State: s.Value)));
        held.Select(h => (h.Target, h.Token, h.State < 0 ? "granted" : double.IsPositiveInfinity(h.State) ? "started" : "placed")).Order()
            .ShouldBe(dump.Attempts.Where(a => a.HasSlot).Select(a => (a.Target!, a.Token!, a.Status)).Order());
        dump.Map("grants").Keys.Order().ShouldBe(dump.Attempts.Where(a => a.Status == "granted").Select(a => a.Token!).Order());
        dump.Map("leases").Keys.Order().ShouldBe(dump.Attempts.Where(a => a.HasSlot && a.Status != "granted").Select(a => a.Token!).Order());
    }

    private static void EachAttemptIsInOnePlace(PlacementDump dump)
    {
        dump.Attempts.Where(a => !a.HasSlot && (a.Token ?? a.Target) is not null).ShouldBeEmpty();
        var lanes = dump.MapKeys.Where(k => k.StartsWith("lane:", StringComparison.Ordinal)).SelectMany(k => dump.Scores(k).Select(s => (k, s.Key, s.Value)));
        lanes.Order().ShouldBe(dump.Attempts.Where(a => a.Waits).Select(a => (a.Lane, a.Id, a.Score)).Order());
        dump.Map("reservations").Keys.Order().ShouldBe(dump.Attempts.Where(a => a.Status == "reserved").Select(a => a.Id).Order());
    }

    private static void CountsAreRight(PlacementDump dump)
    {
        var waiting = dump.Attempts.Where(a => !a.HasSlot).ToList();
        Pairs(dump.Map("backlog")).ShouldBe(waiting.CountBy(a => a.Needs.Kind).Select(c => (c.Key, c.Value)).Order());
        Pairs(dump.Map("classes")).ShouldBe(waiting.CountBy(a => a.Needs.Class).Select(c => (c.Key, c.Value)).Order());
    }

    private static void IndexesAreRight(PlacementDump dump)
    {
        var classes = dump.Attempts.Where(a => a.Waits).GroupBy(a => a.Needs.Class).ToList();
        dump.MapKeys.Where(k => k.StartsWith("heads:", StringComparison.Ordinal)).Order().ShouldBe(classes.Select(c => $"heads:{c.Key}").Order());
        foreach (var byClass in classes)
        {
            dump.Scores($"heads:{byClass.Key}").Select(s => (s.Key, s.Value)).Order()
                .ShouldBe(byClass.GroupBy(a => a.Client).Select(lane => (lane.Key, lane.Min(a => a.Score))).Order());
        }

        var profiles = dump.Targets.Select(t => (Profile: t.Plain, Target: t))
            .Concat(dump.Targets.Where(t => t.Tagged is not null).Select(t => (Profile: t.Tagged!, Target: t)));
        foreach (var profile in profiles.GroupBy(p => (p.Profile, Tagged: p.Profile == p.Target.Tagged), p => p.Target))
        {
            var awaited = dump.Scores($"profile:{profile.Key.Profile}:awaited");
            var served = classes.Where(c => profile.Key.Tagged == c.First().Needs.Tags.Any() && profile.First().Serves(c.First().Needs)).ToList();
            awaited.Keys.Order().ShouldBe(served.Select(c => c.Key).Order());
            served.Where(c => awaited[c.Key] > c.Min(a => a.Score)).ShouldBeEmpty();
            var free = dump.Scores($"profile:{profile.Key.Profile}:free");
            var expected = profile.Where(t => t.Active && t.Used < t.Slots).ToDictionary(t => t.FreeMember, t => (double)t.Used / t.Slots);
            free.Where(f => !expected.TryGetValue(f.Key, out var load) || !load.Equals(f.Value)).ShouldBeEmpty();
            profile.Where(t => expected.ContainsKey(t.FreeMember) && !free.ContainsKey(t.FreeMember) && dump.Now - t.Seen <= Lease).ShouldBeEmpty();
        }
    }

    private static void NobodyWaitsBesideAFreeSlot(PlacementDump dump)
    {
        var free = Free(dump);
        dump.Attempts.Where(a => a.Waits && free.Any(t => t.Serves(a.Needs))).ShouldBeEmpty();
    }

    private static IEnumerable<(string, int)> Pairs(IReadOnlyDictionary<string, string> map) => map.Select(m => (m.Key, int.Parse(m.Value))).Order();
}
