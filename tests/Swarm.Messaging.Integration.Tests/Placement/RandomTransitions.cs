using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>Compares the keys before and after one step with what the step told.</summary>
internal sealed class RandomTransitions(PlacementDump before, PlacementDump after, PlacementNews news, bool sweeps)
{
    public static void CheckPlaced(PlacementDump before, PlaceRequest request, PlaceResult result)
    {
        var known = before.Attempt(request.Attempt.ToString());
        if (known is null)
            return;
        var there = before.Targets.Any(t => t.Id == known.Target);
        PlaceResult expected = known.Status is "placed" or "started"
            ? new PlaceResult.Placed(
                new SlotLease(known.Token!, known.Target!, there ? $"queue-{known.Target}" : "", there ? "pool" : ""), known.Sequence)
            : new PlaceResult.NoSlot(known.Sequence);
        result.ShouldBe(expected);
    }

    // No slot means no slot: nothing that could serve a newly reserved attempt is free.
    public static void CheckReserved(PlacementDump before, PlacementDump after)
    {
        foreach (var reserved in after.Attempts.Where(a => a.Status == "reserved" && before.Attempt(a.Id) is null))
            PlacementInvariants.Free(after).Where(t => t.Serves(reserved.Needs)).ShouldBeEmpty();
    }

    public void Check()
    {
        foreach (var id in before.Attempts.Select(a => a.Id).Union(after.Attempts.Select(a => a.Id)))
            CheckAttempt(before.Attempt(id), after.Attempt(id));
        foreach (var grant in news.Grants)
            CheckGrant(grant);
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

    // Whoever still waits for a target that was just granted comes after the one that got it.
    private void CheckGrant(Grant grant)
    {
        var got = after.Attempt(grant.Attempt.ToString()).ShouldNotBeNull();
        got.Token.ShouldBe(grant.Lease.Token);
        var target = after.Targets.Single(t => t.Id == grant.Lease.TargetId);
        target.Serves(got.Needs).ShouldBeTrue();
        if (before.Attempt(got.Id)?.Token == got.Token)
            return; // told again
        target.Active.ShouldBeTrue();
        after.Attempts.Where(a => a.Waits && a.Score < got.Score && target.Serves(a.Needs)).ShouldBeEmpty();
    }

    private int UsedBefore(string id) => before.Map($"target:{id}:leases").Count;
}
