namespace Swarm.Messaging.Contracts.Workers;

/// <summary>An operator's action on a host's pool of worker processes. Queue <c>swarm.manage-workers</c>. Answer: <see cref="WorkersManaged"/>.</summary>
public sealed record ManageWorkers
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>start, scale, drain, resume, reset or clear-alerts.</summary>
    public string? Action { get; init; }

    /// <summary>The host whose pool is meant; pools are per host. Absent: the host that takes the command. For another one both need the same control key.</summary>
    public string? HostId { get; init; }

    /// <summary>Of drain and reset, e.g. <c>worker-3</c>. Absent: the whole pool.</summary>
    public string? Worker { get; init; }

    /// <summary>Of scale: workers to add, or below 0 to let go. Either this or <see cref="Size"/>.</summary>
    public int? Change { get; init; }

    /// <summary>Of scale: workers to have, 1..1,000.</summary>
    public int? Size { get; init; }

    /// <summary>Of clear-alerts, in milliseconds. Absent: 1 h.</summary>
    public long? OlderThanMs { get; init; }
}
