namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks for swarms, newest first. Queue <c>swarm.list-swarms</c>, or GET <c>/api/swarms</c>. Answer: <see cref="SwarmList"/>.
/// </summary>
public sealed record ListSwarms
{
    public int SchemaVersion { get; init; } = 1;

    public string? Status { get; init; }

    /// <summary>A pattern, without regard to case.</summary>
    public string? Objective { get; init; }

    public string? Strategy { get; init; }

    public string? Mode { get; init; }

    public string? Phase { get; init; }

    /// <summary>1..1,000, the default.</summary>
    public int? Limit { get; init; }
}
