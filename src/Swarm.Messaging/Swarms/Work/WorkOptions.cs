using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>How the leader distributes tasks over swarms.</summary>
public sealed class WorkOptions : IValidatableObject
{
    public const int DefaultBacklogBound = 100_000;

    /// <summary>How often the leader distributes what is queued. A new task wakes it at once. 5 s.</summary>
    public TimeSpan Cycle { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Tasks that one cycle distributes at most, 1..1000. 10.</summary>
    [Range(1, 1_000)]
    public int TasksPerCycle { get; set; } = 10;

    /// <summary>One of <see cref="WorkStrategies"/>, for tasks that name none. least_loaded.</summary>
    public string Strategy { get; set; } = WorkStrategies.LeastLoaded;

    /// <summary>Tasks that may wait; beyond it a new one is refused with <c>backlog_full</c>. 100,000.</summary>
    [Range(1, 10_000_000)]
    public int BacklogBound { get; set; } = DefaultBacklogBound;

    /// <summary>How long after its swarm's end an execution that has begun may still report what it came to, before it is cancelled and another swarm gets the task. 2 s.</summary>
    public TimeSpan ReturnGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a task is known after its end. 24 h.</summary>
    public TimeSpan TaskRetention { get; set; } = TimeSpan.FromHours(24);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!WorkStrategies.All.Contains(Strategy))
            yield return new ValidationResult($"Swarms:Work:Strategy is '{Strategy}'; it must be one of {string.Join(", ", WorkStrategies.All)}.", [nameof(Strategy)]);
    }
}
