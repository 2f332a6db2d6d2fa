namespace Swarm.Messaging.Placement.Sessions;

/// <param name="SessionId"><c>[A-Za-z0-9._-]{1,128}</c>.</param>
/// <param name="TargetId">Whose it is.</param>
/// <param name="Client">Whom it is logged in for; null: for nobody yet.</param>
/// <param name="Slots">Attempts at a time, 1..100; null: as it is, of a new one <see cref="PlacementOptions.SessionSlots"/>.</param>
public sealed record SessionDefinition(string SessionId, string TargetId, string? Client, int? Slots = null)
{
    public const int DefaultSlots = 5;
}

/// <summary>The answer to a registration. A closed set.</summary>
public abstract record SessionRegistered
{
    private SessionRegistered()
    {
    }

    /// <param name="New">False: it was known.</param>
    /// <param name="Changed">It is new, or its client, its slots or whether it draws its client's work are otherwise than before.</param>
    public sealed record Known(SessionReport Session, bool New, bool Changed) : SessionRegistered;

    /// <summary>It is bound to another client, for good; or to another target.</summary>
    public sealed record Bound(string? Client, string TargetId) : SessionRegistered;

    /// <summary>Placement has no target of that name.</summary>
    public sealed record NoTarget : SessionRegistered;

    /// <summary>So many attempts without a client are in it: only then may it be a client's.</summary>
    public sealed record Busy(int Active) : SessionRegistered;
}
