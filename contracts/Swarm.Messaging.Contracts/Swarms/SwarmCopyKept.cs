namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A snapshot or checkpoint was kept.
/// </summary>
public sealed record SwarmCopyKept
{
    public int SchemaVersion { get; init; } = 1;

    public string SwarmId { get; init; } = "";

    public SwarmCopy Copy { get; init; } = new("", default);
}
