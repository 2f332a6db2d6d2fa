namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// What the coordinators of a swarm wait for, by their ids. What cannot be read, or is past its 24 h, is left out.
/// </summary>
public sealed record BlockingStateList
{
    public int SchemaVersion { get; init; } = 1;

    public string SwarmId { get; init; } = "";

    public IReadOnlyList<BlockingState> States { get; init; } = [];
}
