using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Placement;

/// <summary>Leases and backlog. Defaults from the common rules: leases of 15 s renewed every 5 s, 100,000 waiting per queue.</summary>
public sealed class PlacementOptions
{
    public const int DefaultBacklogBound = 100_000;

    /// <summary>Length of a task's lease.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often targets renew, at most a third of <see cref="Lease"/>. Also the age at which an unlisted lease is sent again.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a grant may stay unconfirmed.</summary>
    public TimeSpan GrantConfirmation { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a place in the backlog is kept for a submission that has not committed.</summary>
    public TimeSpan Reservation { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A target not heard of for this long is removed.</summary>
    public TimeSpan TargetTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Waiting tasks per queue; past it submission fails with <c>backlog_full</c>.</summary>
    [Range(1, 10_000_000)]
    public int BacklogBound { get; set; } = DefaultBacklogBound;

    /// <summary>Distinct requirement classes that may wait at the same time, over all queues.</summary>
    [Range(1, 1_000_000)]
    public int MaxClasses { get; set; } = 10_000;
}
