namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm in the hands of a host.</summary>
public sealed record SwarmTerm
{
    public string? SwarmId { get; init; }

    /// <summary>Under which the host has it; rises each time that a host takes it.</summary>
    public long? Term { get; init; }
}
