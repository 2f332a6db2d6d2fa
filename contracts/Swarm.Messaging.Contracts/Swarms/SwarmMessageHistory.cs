namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// The last messages of a channel, newest first.
/// </summary>
public sealed record SwarmMessageHistory
{
    public int SchemaVersion { get; init; } = 1;

    public string Channel { get; init; } = "";

    public IReadOnlyList<SwarmMessage> Messages { get; init; } = [];
}
