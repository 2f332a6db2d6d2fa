namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// What a coordinator of a swarm waits for.
/// </summary>
public sealed record BlockingStateDetails
{
    public int SchemaVersion { get; init; } = 1;

    public BlockingState State { get; init; } = new();
}
