namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// No new work for a session; what runs in it ends, then it is removed. Queue <c>swarm.release-browser-session</c>, or DELETE
/// <c>/api/sessions/{id}</c>. Answer: <see cref="SessionChanged"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record ReleaseBrowserSession
{
    public int SchemaVersion { get; init; } = 1;

    public string? SessionId { get; init; }

    /// <summary>Kept in the log, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
