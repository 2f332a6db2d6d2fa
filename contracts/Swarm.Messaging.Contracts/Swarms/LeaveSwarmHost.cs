namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A process outside ends to host: what it has goes to others at once, which keep it alive; messages for its own swarms wait until it has them
/// again. Queue <c>swarm.leave-swarm-host</c>, or DELETE <c>/api/swarm-hosts/{hostId}</c>. Answer: <see cref="SwarmHostLeft"/>, or
/// <see cref="Tasks.CommandRejected"/>: <c>host_taken</c>, <c>host_in_use</c>. A host that nobody knows has nothing, which is no error.
/// </summary>
public sealed record LeaveSwarmHost
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>.</summary>
    public string? HostId { get; init; }

    /// <summary>As in <see cref="SyncSwarmHost"/>. Nobody speaks for a process that gave one without it.</summary>
    public string? Session { get; init; }

    /// <summary>Only these, at most 1,000; the host stays. Absent: all, and the host goes.</summary>
    public IReadOnlyList<string>? SwarmIds { get; init; }
}
