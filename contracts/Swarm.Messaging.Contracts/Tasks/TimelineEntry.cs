namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>One step of a task's life, written by the same commit that made it.</summary>
/// <param name="At">The store's clock.</param>
/// <param name="Version">The saga version this step made.</param>
/// <param name="Event">What happened: Submitted, Granted, Started, Succeeded, Failed, Lost, ...; all are in docs/lifecycle/task.md.</param>
/// <param name="From">State before; null at birth.</param>
/// <param name="To">State after.</param>
public sealed record TimelineEntry(
    DateTimeOffset At,
    long Version,
    string Event,
    string? From,
    string To,
    int Attempt,
    string? TargetId,
    string? Reason);
