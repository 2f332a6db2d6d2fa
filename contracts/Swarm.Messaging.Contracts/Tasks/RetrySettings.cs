namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>A retry preset and what differs from it.</summary>
public sealed record RetrySettings
{
    /// <summary>ghl, runner, workers, wasm or none (one execution). Absent: the kind's preset.</summary>
    public string? Preset { get; init; }

    /// <summary>Executions in total, the first included, 1..100.</summary>
    public int? MaxAttempts { get; init; }
}
