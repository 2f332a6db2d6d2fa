using System.Globalization;

namespace Swarm.Messaging.Placement;

/// <summary>Asks for a slot before the saga's first commit.</summary>
/// <param name="Rank">0..100.</param>
/// <param name="Sequence">0: give one (first acceptance); else keep it. One counter serves all kinds: order holds across them too.</param>
public sealed record PlaceRequest(AttemptId Attempt, Requirements Requirements, string Client, int Rank, long Sequence = 0);

/// <summary>The answer to a <see cref="PlaceRequest"/>. A closed set.</summary>
public abstract record PlaceResult
{
    private PlaceResult()
    {
    }

    /// <summary>A slot is leased for 15 s. The same request again answers with the same token.</summary>
    public sealed record Placed(SlotLease Lease, long Sequence) : PlaceResult;

    /// <summary>No slot, or the kind has reached its limit; a place in the backlog is reserved for a minute, until <see cref="PlacementRequest.Park"/> takes it.
    /// Also the answer for an attempt that waits already, or that was granted a slot which its saga has yet to confirm.</summary>
    public sealed record NoSlot(long Sequence) : PlaceResult;

    /// <summary>The queue (the task's kind) has its bound of waiting tasks. Only for what has no sequence yet: accepted tasks are never refused.</summary>
    public sealed record BacklogFull(long Waiting, long Bound) : PlaceResult;

    /// <summary>So many distinct requirement classes wait already that no further one may. Only for what has no sequence yet.</summary>
    public sealed record TooManyClasses(long Classes, long Bound) : PlaceResult;
}

/// <summary>One attempt's right to one slot.</summary>
/// <param name="Address">Where the target listens: the name of its queue.</param>
/// <param name="Type">The target's type: pool, agent, ... Empty in what was stored before leases told it, and when the target is gone.</param>
/// <param name="Session">The target's session whose slot was taken with the target's; null for what needs none.</param>
public sealed record SlotLease(string Token, string TargetId, string Address, string Type = "", string? Session = null)
{
    private long Fence => long.TryParse(Token.AsSpan(Token.LastIndexOf('@') + 1), NumberStyles.None, null, out var fence) ? fence : 0;

    /// <summary>True when this slot was given after the other: fences only rise, so a grant that was held up on its way never undoes a later one.</summary>
    public bool IsNewerThan(SlotLease? other) => other is null || Fence > other.Fence;
}
