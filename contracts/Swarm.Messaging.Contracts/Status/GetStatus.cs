namespace Swarm.Messaging.Contracts.Status;

/// <summary>Asks for a subsystem's status. Queue <c>swarm.get-status</c>, or GET <c>/api/status/{area}</c>. Answer: <see cref="StatusReply"/>.</summary>
public sealed record GetStatus
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>tasks or placement. Absent: all.</summary>
    public string? Area { get; init; }
}
