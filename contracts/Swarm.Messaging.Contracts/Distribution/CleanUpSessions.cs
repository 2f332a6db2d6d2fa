namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// Removes sessions without running tasks that are draining, whose agent is gone, or that were unused for long; it happens by itself every 30 s.
/// Queue <c>swarm.clean-up-sessions</c>, or POST <c>/api/sessions/clean-up</c>. Answer: <see cref="SessionsCleaned"/>.
/// </summary>
public sealed record CleanUpSessions
{
    public int SchemaVersion { get; init; } = 1;
}
