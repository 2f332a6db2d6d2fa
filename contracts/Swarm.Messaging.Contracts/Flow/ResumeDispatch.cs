namespace Swarm.Messaging.Contracts.Flow;

/// <summary>Ends a pause. Queue <c>swarm.resume-dispatch</c>, or POST <c>/api/limits/resume</c>. Answer: <see cref="DispatchLimits"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record ResumeDispatch
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>That was paused.</summary>
    public string? Key { get; init; }
}
