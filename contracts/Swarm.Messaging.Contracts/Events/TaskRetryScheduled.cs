using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Contracts.Events;

/// <summary>An execution failed; the next is due later.</summary>
public sealed record TaskRetryScheduled : TaskEvent
{
    public string? TargetId { get; init; }

    /// <summary>The session that it held; absent when none.</summary>
    public string? SessionId { get; init; }

    public required string ErrorType { get; init; }

    public string? Message { get; init; }

    public long DelayMs { get; init; }

    /// <summary>The last execution that it may have as things stand, those included that do not count; null from a host of an earlier version.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Inside the target: the instance, worker or session it failed on.</summary>
    public string? InstanceId { get; init; }

    /// <summary>What is done before the next execution; null outside WebAssembly.</summary>
    public RecoveryOrder? Recovery { get; init; }
}
