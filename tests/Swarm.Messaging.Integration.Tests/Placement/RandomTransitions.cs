using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>Compares the keys before and after one step with what the step told.</summary>
internal sealed class RandomTransitions(PlacementDump before, PlacementDump after, PlacementNews news, bool sweeps, PlacementOptions options)
{
    public static void CheckPlaced(PlacementDump before, PlaceRequest request, PlaceResult result)
    {
        var known = before.Attempt(request.Attempt.ToString());
        if (known is null)
            return;
        PlaceResult expected = known.Status is "placed" or "started"
            ? new PlaceResult.Placed(
                before.Targets.Any(t => t.Id == known.Target)
                    ? new SlotLease(known.Token!, known.Target!, $"queue-{known.Target}", "pool")
                    : new SlotLease(known.Token!, known.Target!, ""),
                known.Sequence)
            : new PlaceResult.NoSlot(known.Sequence);
        result.ShouldBe(expected);
    }

    // No slot means no slot: nothing that could serve a newly reserved attempt is free, or its kind has reached its limit.
    public static void CheckReserved(PlacementDump before, PlacementDump after, PlacementOptions options)
    {
        foreach (var reserved in after.Attempts.Where(a =>
            a.Status == "reserved" && before.Attempt(a.Id) is null && PlacementInvariants.HasRoom(after, options, a.Needs.Kind)))
            PlacementInvariants.Free(after).Where(t => t.Serves(reserved.Needs)).ShouldBeEmpty();
    }

    public void Check()
    {
        foreach (var id in before.Attempts.Select(a => a.Id).Union(after.Attempts.Select(a => a.Id)))
            CheckAttempt(before.Attempt(id), after.Attempt(id));
        foreach (var grant in news.Grants)
            CheckGrant(grant);
        foreach (var kind in after.Attempts.Select(a => a.Needs.Kind).Distinct().Where(k => options.LimitOf(k) > 0))
            PlacementInvariants.HeldOf(after, kind).ShouldBeLessThanOrEqualTo(Math.Max(options.LimitOf(kind), PlacementInvariants.HeldOf(before, kind)));
        foreach (var target in after.Targets)
            (target.Used <= Math.Max(target.Slots, UsedBefore(target.Id))).ShouldBeTrue($"{target.Id} has {target.Used} of {target.Slots} in use");
    }

    private void CheckAttempt(AttemptState? was, AttemptState? now)
    {
        if (was is not null && now is not null)
        {
            (now.Rank, now.Sequence).ShouldBe((was.Rank, was.Sequence), "an attempt keeps its place in the order");
            var path = $"{was.Status}>{now.Status}";
            if (was.Token == now.Token && was.Status != now.Status)
                path.ShouldBeOneOf("reserved>parked", "granted>placed", "granted>started", "placed>started");
            else if (was.Token != now.Token)
                path.ShouldBeOneOf("reserved>granted", "parked>granted", "granted>parked", "granted>granted");
        }

        // A slot that was taken by no release is told, and said to have started exactly when it had.
        if (was is { Status: "placed" or "started" } && now?.Token != was.Token && (sweeps || news.Lost.Count > 0))
            news.Lost.ShouldContain(l => l.Token == was.Token && l.Started == (was.Status == "started"));
        if (now is { Status: "granted" } && was?.Token != now.Token)
            news.Grants.ShouldContain(g => g.Lease.Token == now.Token && g.Lease.TargetId == now.Target);
    }

    // Whoever still waits for a target that was just granted, or for the kind's next slot anywhere, comes after the one that got it.
    private void CheckGrant(Grant grant)
    {
        var got = after.Attempt(grant.Attempt.ToString()).ShouldNotBeNull();
        got.Token.ShouldBe(grant.Lease.Token);
        grant.Lease.Type.ShouldBe("pool");
        var target = after.Targets.Single(t => t.Id == grant.Lease.TargetId);
        if (before.Attempt(got.Id)?.Token == got.Token)
            return; // told again
        target.Serves(got.Needs).ShouldBeTrue();
        target.Active.ShouldBeTrue();
        var better = after.Attempts.Where(a => a.Waits && a.Score < got.Score).ToList();
        better.Where(a => target.Serves(a.Needs) && (a.Needs.Kind == got.Needs.Kind || PlacementInvariants.HasRoom(after, options, a.Needs.Kind))).ShouldBeEmpty();
        var free = PlacementInvariants.Free(after);
        better.Where(a => a.Needs.Kind == got.Needs.Kind && free.Any(t => t.Serves(a.Needs))).ShouldBeEmpty("it could have been served in its place");
    }

    private int UsedBefore(string id) => before.Map($"target:{id}:leases").Count;
}
