using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>How long a leader leads without a sign of life. 15 / 5 s; 30 / 10 s is slower and also sound.</summary>
public sealed class LeadershipOptions : IValidatableObject
{
    /// <summary>How long the lease lasts from its last renewal, by the store's clock. 15 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the leader renews it; at most half of <see cref="Lease"/>, so that one renewal may be lost. 5 s.</summary>
    public TimeSpan Renew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a follower looks. A lease that is given back wakes followers at once, one that runs out is asked for when it does. 1 s.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// So long the leader's connection to the store must be gone for another to take over before the lease is over: a process that has died has none,
    /// one that reconnects is back sooner. 2 s; 0: never before the lease is over.
    /// </summary>
    public TimeSpan GoneAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many accepted writes of leaders are kept in the write log, for checks. Default 0: none.</summary>
    [Range(0, 1_000_000)]
    public int WriteLog { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < TimeSpan.FromSeconds(2))
            yield return new ValidationResult($"Swarms:Leadership:Lease is {Lease}; it must be at least 00:00:02, of which a leader leads one second less.", [nameof(Lease)]);
        if (GoneAfter < TimeSpan.Zero)
            yield return new ValidationResult($"Swarms:Leadership:GoneAfter is {GoneAfter}; it must not be negative; 00:00:00 switches it off.", [nameof(GoneAfter)]);
        if (Renew * 2 > Lease)
            yield return new ValidationResult($"Swarms:Leadership:Renew is {Renew}; it must be at most half of Lease, {Lease / 2}.", [nameof(Renew)]);
    }
}
