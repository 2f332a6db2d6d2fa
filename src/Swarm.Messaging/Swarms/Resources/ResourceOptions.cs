using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>Resources that swarms share.</summary>
public sealed class ResourceOptions : IValidatableObject
{
    /// <summary>How long an allocation lasts from its grant, or from its swarm's last heartbeat if that is later; longer than <see cref="Optimisation"/>. 120 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How often the leader frees what has run out. 15 s.</summary>
    public TimeSpan Optimisation { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease <= Optimisation)
        {
            yield return new ValidationResult(
                $"Swarms:Resources:Lease is {Lease}; it must be longer than Optimisation, {Optimisation}, or what a living swarm holds is freed between two looks.", [nameof(Lease)]);
        }
    }
}
