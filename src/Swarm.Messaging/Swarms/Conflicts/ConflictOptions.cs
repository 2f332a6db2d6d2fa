using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Conflicts between swarms.</summary>
public sealed class ConflictOptions : IValidatableObject
{
    /// <summary>How long a vote is open; it is decided earlier when everybody has voted. 5 s.</summary>
    public TimeSpan VoteDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a result of a vote is known; longer than <see cref="VoteDeadline"/>. 24 h.</summary>
    public TimeSpan VoteRetention { get; set; } = TimeSpan.FromHours(24);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (VoteRetention <= VoteDeadline)
        {
            yield return new ValidationResult(
                $"Swarms:Conflicts:VoteRetention is {VoteRetention}; it must be longer than VoteDeadline, {VoteDeadline}, or a vote is forgotten before it is decided.", [nameof(VoteRetention)]);
        }
    }
}
