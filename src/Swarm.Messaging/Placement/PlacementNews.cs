namespace Swarm.Messaging.Placement;

/// <summary>What placement tells sagas. Repeated until the saga has acted on it.</summary>
/// <param name="Grants">Waiting attempts that got a slot; to be committed and confirmed within 5 s.</param>
/// <param name="Lost">Leases that ended without a release.</param>
/// <param name="Resend">Leases 5 s old that their target does not list: it never got the attempt, send it again.</param>
public sealed record PlacementNews(IReadOnlyList<Grant> Grants, IReadOnlyList<LostLease> Lost, IReadOnlyList<string> Resend)
{
    public static PlacementNews None { get; } = new([], [], []);

    public bool IsEmpty => Grants.Count == 0 && Lost.Count == 0 && Resend.Count == 0;

    public static PlacementNews operator +(PlacementNews first, PlacementNews second) =>
        first.IsEmpty ? second : second.IsEmpty ? first : new([.. first.Grants, .. second.Grants], [.. first.Lost, .. second.Lost], [.. first.Resend, .. second.Resend]);
}

/// <param name="Again">True: the attempt holds this lease for longer already, and its saga says that it waits. What the saga once did about
/// the lease it must do anew, or say that the slot is not wanted.</param>
public sealed record Grant(AttemptId Attempt, SlotLease Lease, bool Again = false);

/// <param name="Started">True: the attempt had begun, so it failed with <c>lease_lost</c>. False: no attempt is used.</param>
public sealed record LostLease(string Token, AttemptId Attempt, bool Started);
