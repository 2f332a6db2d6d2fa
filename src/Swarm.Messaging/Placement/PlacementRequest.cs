using System.Text.Json.Serialization;

namespace Swarm.Messaging.Placement;

/// <summary>What sagas ask of placement after their commit. Each is idempotent; a stale token changes nothing. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(Park), "park")]
[JsonDerivedType(typeof(Unpark), "unpark")]
[JsonDerivedType(typeof(ConfirmGrant), "confirm")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(AssertLease), "assert")]
public abstract record PlacementRequest
{
    private PlacementRequest()
    {
    }

    /// <summary>Wait in the lane of this class and client at (rank, sequence). Takes a free slot at once when there is one. Again: nothing, if it waits already; the slot that it holds is told again.</summary>
    public sealed record Park(AttemptId Attempt, Requirements Requirements, string Client, int Rank, long Sequence) : PlacementRequest;

    /// <summary>Wait no longer; also gives back a reserved place in the backlog and a slot that was granted but not confirmed.</summary>
    public sealed record Unpark(AttemptId Attempt) : PlacementRequest;

    /// <summary>The saga has taken the granted slot. Unconfirmed for 5 s, a grant is taken back. A token that is no longer current is reported as <see cref="LostLease"/>.</summary>
    public sealed record ConfirmGrant(string Token) : PlacementRequest;

    /// <summary>The attempt has ended or was revoked: the slot goes to the best waiting attempt. News of the token's loss ends too.</summary>
    /// <param name="Outcome">Null: the attempt did not run to an end of its own, nothing is counted.</param>
    /// <param name="Returned">Its target gave it back without having begun: it does not get this task again for 1 s, then 2, 4 .. 10 s; any other target may have it at once.</param>
    public sealed record Release(string Token, AttemptOutcome? Outcome = null, bool Returned = false) : PlacementRequest;

    /// <summary>The saga believes that it holds this lease; if not, <see cref="LostLease"/> tells it. When the loss was acknowledged before,
    /// nothing is known of it any more and it says not started: a saga whose attempt was running goes by its own state.</summary>
    public sealed record AssertLease(string Token) : PlacementRequest;
}
