using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Swarms;

/// <summary>Registered swarms: how many, how they are watched, kept and recovered.</summary>
public sealed class SwarmsOptions : IValidatableObject
{
    /// <summary>Swarms initializing, active or recovering at a time; past it registration is refused with <c>swarm_limit</c>. Default 100.</summary>
    [Range(1, 100_000)]
    public int MaxActive { get; set; } = 100;

    /// <summary>A swarm without heartbeat and change for so long leaves the registry. Default 24 h.</summary>
    public TimeSpan SwarmTtl { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an archived swarm is kept. Default 7 days.</summary>
    public TimeSpan ArchiveRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Within this time a running swarm is heard of; its host sends a heartbeat twice in it. Default 30 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A swarm without heartbeat for so long is interrupted; at least twice <see cref="HeartbeatInterval"/>. Default 60 s.</summary>
    public TimeSpan InterruptAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after its interruption a swarm is recovered by itself. Default 10 s.</summary>
    public TimeSpan RecoverAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a try to recover a swarm may take. Default 30 s.</summary>
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries to recover a swarm; after the last one it has failed. Those that <see cref="RecoveryLosses"/> counts are not among them. Default 3.</summary>
    [Range(1, 100)]
    public int RecoveryTries { get; set; } = 3;

    /// <summary>
    /// Tries to recover a swarm that end because the process that was given it is lost (killed, stopped, cut off) say nothing of the swarm; after so many in one recovery it has failed all the
    /// same: then it may be what ends them. Default 20.
    /// </summary>
    [Range(1, 1_000)]
    public int RecoveryLosses { get; set; } = 20;

    /// <summary>Active swarms above which the alert swarm-limit begins; nine tenths of <see cref="MaxActive"/> where that is no more than this. Default 90.</summary>
    [Range(1, 100_000)]
    public int LimitAlert { get; set; } = 90;

    /// <summary>States that cannot be read or written within an hour, above which the alert state-errors begins. Default 100.</summary>
    [Range(0, 1_000_000)]
    public int StateErrorAlert { get; set; } = 100;

    /// <summary>How often heartbeat deadlines are looked at. Default 1 s.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often all swarms, and what is published of them with the statistics, are gone through, by each process and by the leader. Default 30 s; at most 60 s.
    /// </summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often swarms and archives past their time are removed. Default 300 s.</summary>
    public TimeSpan CleanUpInterval { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>A process that hosts swarms and is silent for so long gets no further ones; at least twice the 5 s of its signs of life. Default 15 s.</summary>
    public TimeSpan HostSilence { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether this process hosts swarms: sends their heartbeats, keeps their snapshots. Default on.</summary>
    public bool HostSwarms { get; set; } = true;

    /// <summary>Most swarms this process hosts; at it, others go elsewhere or wait. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int HostCapacity { get; set; } = 1_000;

    /// <summary>How often a process keeps a snapshot of each swarm it hosts. Default 300 s.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Snapshots of a swarm; the oldest go. Default 10.</summary>
    [Range(1, 1_000)]
    public int MaxSnapshots { get; set; } = 10;

    /// <summary>Checkpoints of a swarm; the oldest go. Default 10.</summary>
    [Range(1, 1_000)]
    public int MaxCheckpoints { get; set; } = 10;

    /// <summary>Coordinators of a swarm of which it is known what they wait for; past it a further one is refused with <c>blocking_limit</c>. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxBlockingStates { get; set; } = 1_000;

    /// <summary>
    /// Bytes of a swarm's state as UTF-8 JSON, without its blocking states, and of a checkpoint's data; a larger one is refused with <c>too_large</c>, also when only a merge or a
    /// snapshot that is restored makes it so large. A recovery writes its plan even beyond. Default 8 MiB.
    /// </summary>
    [Range(1_024, 256 * 1_024 * 1_024)]
    public int MaxStateBytes { get; set; } = 8 * 1_024 * 1_024;

    /// <summary>How long snapshots, checkpoints and blocking states are kept, and what is published of states. Default 24 h.</summary>
    public TimeSpan StateTtl { get; set; } = TimeSpan.FromHours(24);

    private static readonly TimeSpan MostBetweenSweeps = TimeSpan.FromSeconds(60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (InterruptAfter < 2 * HeartbeatInterval)
        {
            yield return new ValidationResult(
                $"Swarms:InterruptAfter is {InterruptAfter}; it must be at least twice HeartbeatInterval, {HeartbeatInterval}, or one lost heartbeat interrupts a swarm.",
                [nameof(InterruptAfter)]);
        }

        if (SweepInterval > MostBetweenSweeps)
            yield return new ValidationResult($"Swarms:SweepInterval is {SweepInterval}; it must be at most {MostBetweenSweeps}: statistics are to be saved as often.", [nameof(SweepInterval)]);
        if (HostSilence < TimeSpan.FromSeconds(10))
            yield return new ValidationResult($"Swarms:HostSilence is {HostSilence}; it must be at least 10 s, twice the time between signs of life.", [nameof(HostSilence)]);
    }
}
