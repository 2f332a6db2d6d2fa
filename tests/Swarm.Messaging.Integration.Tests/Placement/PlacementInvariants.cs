using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>What holds after every script, read from the keys alone.</summary>
internal static class PlacementInvariants
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    public static void Check(PlacementDump dump, PlacementOptions options)
    {
        SlotsAreLeases(dump);
        EachAttemptIsInOnePlace(dump);
        CountsAreRight(dump);
        IndexesAreRight(dump);
        OpenPointsAreKnown(dump, options);
        NobodyWaitsBesideAFreeSlot(dump, options);
    }

    public static bool HasRoom(PlacementDump dump, PlacementOptions options, string kind) =>
        options.LimitOf(kind) == 0 || HeldOf(dump, kind) < options.LimitOf(kind);

    public static int HeldOf(PlacementDump dump, string kind) => dump.Attempts.Count(a => a.HasSlot && a.Needs.Kind == kind);

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
        foreach (var kind in dump.Set("kinds"))
            dump.Set($"held:{kind}").Order().ShouldBe(dump.Attempts.Where(a => a.HasSlot && a.Needs.Kind == kind).Select(a => a.Token!).Order());
        dump.Attempts.Where(a => a.HasSlot && !dump.Set("kinds").Contains(a.Needs.Kind)).ShouldBeEmpty();
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
            foreach (var client in byClass.GroupBy(a => a.Client))
                dump.Scores($"ready:{byClass.Key}|{client.Key}").Select(s => (s.Key, s.Value)).ShouldBe([(client.Key, client.Min(a => a.Score))]);
        }

        PointsAreRight(dump, classes);
        var profiles = dump.Targets.Select(t => (Profile: t.Plain, Target: t))
            .Concat(dump.Targets.Where(t => t.Tagged is not null).Select(t => (Profile: t.Tagged!, Target: t)));
        foreach (var profile in profiles.GroupBy(p => (p.Profile, Tagged: p.Profile == p.Target.Tagged), p => p.Target))
        {
            var free = dump.Scores($"profile:{profile.Key.Profile}:free");
            var expected = profile.Where(t => t.Active && t.Used < t.Slots).ToDictionary(t => t.FreeMember, t => (double)t.Used / t.Slots);
            free.Where(f => !expected.TryGetValue(f.Key, out var load) || !load.Equals(f.Value)).ShouldBeEmpty();
            profile.Where(t => expected.ContainsKey(t.FreeMember) && !free.ContainsKey(t.FreeMember) && dump.Now - t.Seen <= Lease).ShouldBeEmpty();
        }
    }

    // Where a class waits, it waits by a score that is never above its first attempt; and nothing else waits there.
    private static void PointsAreRight(PlacementDump dump, List<IGrouping<string, AttemptState>> classes)
    {
        var expected = classes.SelectMany(c => dump.Targets.Where(t => t.Serves(c.First().Needs))
            .Select(t => (Point: $"awaited:{c.First().Needs.Kind}/{t.PointFor(c.First().Needs)}", Class: c.Key))).Distinct().Order();
        dump.MapKeys.Where(k => k.StartsWith("awaited:", StringComparison.Ordinal)).SelectMany(k => dump.Map(k).Keys.Select(c => (k, c))).Order().ShouldBe(expected);
        foreach (var (point, name) in expected)
            dump.Scores(point)[name].ShouldBeLessThanOrEqualTo(classes.Single(c => c.Key == name).Min(a => a.Score));
    }

    // Of a kind with a limit, whatever waits beside a free slot is found by the next slot of the kind.
    private static void OpenPointsAreKnown(PlacementDump dump, PlacementOptions options)
    {
        var free = Free(dump);
        foreach (var waiting in dump.Attempts.Where(a => a.Waits && options.LimitOf(a.Needs.Kind) > 0))
        {
            var open = dump.Scores($"open:{waiting.Needs.Kind}");
            foreach (var point in free.Where(t => t.Serves(waiting.Needs)).Select(t => t.PointFor(waiting.Needs)))
                open.GetValueOrDefault(point, double.MaxValue).ShouldBeLessThanOrEqualTo(waiting.Score);
        }
    }

    private static void NobodyWaitsBesideAFreeSlot(PlacementDump dump, PlacementOptions options)
    {
        var free = Free(dump);
        dump.Attempts.Where(a => a.Waits && HasRoom(dump, options, a.Needs.Kind) && free.Any(t => t.Serves(a.Needs))).ShouldBeEmpty();
    }

    private static IEnumerable<(string, int)> Pairs(IReadOnlyDictionary<string, string> map) => map.Select(m => (m.Key, int.Parse(m.Value))).Order();
}
