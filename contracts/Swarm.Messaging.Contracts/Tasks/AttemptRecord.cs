namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>One execution, written when it ended.</summary>
/// <param name="Run">0 for the first run of the task, 1 after one replay, and so on.</param>
/// <param name="Number">1..MaxAttempts within the run.</param>
/// <param name="InstanceId">Inside the target: the instance, worker or session it failed on.</param>
/// <param name="Recovery">The strategy that prepared this execution, e.g. <c>memory_recovery</c>; null when it recovered from nothing.</param>
/// <param name="Outcome">succeeded, failed, refused or cancelled.</param>
public sealed record AttemptRecord(
    int Run,
    int Number,
    string? TargetId,
    DateTimeOffset? StartedAt,
    DateTimeOffset EndedAt,
    string Outcome,
    string? ErrorType,
    string? Message,
    string? Stack,
    string? InstanceId = null,
    string? Recovery = null);
