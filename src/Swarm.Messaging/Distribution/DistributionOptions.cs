using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Distribution.Operations;

namespace Swarm.Messaging.Distribution;

/// <summary>How CRM tasks are distributed.</summary>
public sealed class DistributionOptions : IValidatableObject
{
    public const int MaxBatchSize = 100;

    /// <summary>How long a batch collects tasks from its first one on. 2 s.</summary>
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>So many tasks flush a batch at once, 1..100. 10.</summary>
    [Range(1, MaxBatchSize)]
    public int BatchSize { get; set; } = 10;

    /// <summary>
    /// The size of a batch follows its predecessors: it doubles, up to <see cref="LargestBatch"/>, when one was full within half of the window, and
    /// falls back by half, down to <see cref="BatchSize"/>, when one was not half full at its end. Default off.
    /// </summary>
    public bool AdaptiveBatches { get; set; }

    /// <summary>Where an adaptive size ends, 1..100. 50.</summary>
    [Range(1, MaxBatchSize)]
    public int LargestBatch { get; set; } = 50;

    /// <summary>Agents that say so get a batch as one task. Default on.</summary>
    public bool Bulk { get; set; } = true;

    /// <summary>
    /// While there is no agent for its operation at all, a flushed batch waits as one task for an agent that takes it so; once others are there and none such, its tasks are done
    /// one by one. Default off: then they enter the queue by themselves at once.
    /// </summary>
    public bool BulkWaits { get; set; }

    /// <summary>How long an ended batch and its results are kept. 24 h.</summary>
    public TimeSpan BatchRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often an open batch asks after tasks of which it has heard nothing. 30 s.</summary>
    public TimeSpan AskInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a task that has failed goes before others than it would. Default: it keeps its rank.</summary>
    public RetryPromotion RetryPromotion { get; set; }

    /// <summary>How often sessions that drain, or are unused for longer than Placement:SessionIdle, are cleaned up. 30 s.</summary>
    public TimeSpan SessionCleanUp { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A session with more health than this is healthy, 0..1. 0.7.</summary>
    public decimal HealthyAbove { get; set; } = 0.7m;

    /// <summary>Of the others one with more health than this is degraded, the rest are unhealthy, 0..1. 0.3.</summary>
    public decimal DegradedAbove { get; set; } = 0.3m;

    /// <summary>Operations that are otherwise than the catalogue has them, or that it does not have, by name. What is left out of one stays as it was.</summary>
    public IDictionary<string, OperationSettings> Operations { get; init; } = new Dictionary<string, OperationSettings>(StringComparer.Ordinal);

    /// <summary>
    /// Keys of limits of your own, at most 7: a name (a to z, 0 to 9, _) and a JMESPath expression over <c>{operation, client, priority, input}</c> of a CRM task. With
    /// <c>pipeline</c> = <c>input.pipelineId</c> a task counts for <c>pipeline:{its value}</c>; for each value of a list. A task has the keys of the time of its
    /// submission. None.
    /// </summary>
    public IDictionary<string, string> LimitKeys { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LargestBatch < BatchSize)
            yield return new ValidationResult($"Distribution:LargestBatch is {LargestBatch}; it must be at least BatchSize, {BatchSize}.", [nameof(LargestBatch)]);
        if (DegradedAbove < 0 || HealthyAbove > 1 || DegradedAbove > HealthyAbove)
            yield return new ValidationResult($"Distribution:DegradedAbove is {DegradedAbove} and HealthyAbove {HealthyAbove}; they must be 0 to 1, the first not above the second.", [nameof(HealthyAbove)]);
        if (LimitKeys.Count > CrmLimitKeys.Most)
            yield return new ValidationResult($"Distribution:LimitKeys has {LimitKeys.Count} entries; at most {CrmLimitKeys.Most}.", [nameof(LimitKeys)]);
        foreach (var (name, expression) in LimitKeys)
        {
            if (CrmLimitKeys.Fault(name, expression) is { } fault)
                yield return new ValidationResult($"Distribution:LimitKeys:{name} {fault}", [nameof(LimitKeys)]);
        }

        foreach (var (name, settings) in Operations)
        {
            if (OperationSettings.Fault(name, settings) is { } fault)
                yield return new ValidationResult($"Distribution:Operations:{name} {fault}", [nameof(Operations)]);
        }
    }
}
