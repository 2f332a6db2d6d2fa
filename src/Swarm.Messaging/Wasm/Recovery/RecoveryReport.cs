namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What was done before one recovery attempt.</summary>
/// <param name="Attempt">The execution it was done for.</param>
/// <param name="RecoveryAttempt">1 for the first recovery of the task.</param>
/// <param name="InstanceId">The instance the execution before failed on.</param>
/// <param name="FallbackOnFailure">When this attempt fails, the task goes to its fallback.</param>
internal sealed record RecoveryReport(
    string TaskId,
    int Attempt,
    int RecoveryAttempt,
    string Strategy,
    string ErrorType,
    string? InstanceId,
    IReadOnlyList<ExecutedAction> ActionsExecuted,
    bool FallbackOnFailure,
    DateTimeOffset StartedAt,
    double DurationMs);
