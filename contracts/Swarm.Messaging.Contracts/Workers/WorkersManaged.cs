namespace Swarm.Messaging.Contracts.Workers;

/// <summary>What an action did to a pool.</summary>
public sealed record WorkersManaged
{
    public int SchemaVersion { get; init; } = 1;

    public required string HostId { get; init; }

    public required string Action { get; init; }

    /// <summary>A sentence: what happened.</summary>
    public required string What { get; init; }

    /// <summary>The pool in a few words, as it was.</summary>
    public required string Before { get; init; }

    public required string After { get; init; }
}
