namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A command about a blocking state was done.
/// </summary>
public sealed record BlockingStateChanged
{
    public int SchemaVersion { get; init; } = 1;

    public string Command { get; init; } = "";

    public string SwarmId { get; init; } = "";

    public string CoordinatorId { get; init; } = "";

    /// <summary>As it is now; absent: it was cleared.</summary>
    public BlockingState? State { get; init; }

    /// <summary>False: there was nothing to clear.</summary>
    public bool Changed { get; init; }
}
