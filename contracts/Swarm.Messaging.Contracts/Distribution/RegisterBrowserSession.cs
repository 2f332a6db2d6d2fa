namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// Makes a browser session of an agent known. Queue <c>swarm.register-browser-session</c>, or POST <c>/api/sessions</c>. Answer:
/// <see cref="SessionChanged"/>, or <see cref="Tasks.CommandRejected"/>: <c>session_bound</c> when it is bound to another client, for good, <c>session_busy</c> while work without a client is in it.
/// </summary>
public sealed record RegisterBrowserSession
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? SessionId { get; init; }

    /// <summary>Whose it is; registered before.</summary>
    public string? AgentId { get; init; }

    /// <summary>Whom it is logged in for. Absent: for nobody yet.</summary>
    public string? ClientId { get; init; }

    /// <summary>Tasks at a time, 1..100. Default 5.</summary>
    public int? MaxConcurrentTasks { get; init; }
}
