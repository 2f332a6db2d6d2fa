namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>How the recovery of a task ended.</summary>
/// <param name="Attempts">Recovery attempts made.</param>
/// <param name="ActionsExecuted">Of all attempts, in order.</param>
/// <param name="Duration">From the first failure, ms.</param>
/// <param name="CriticalFailure">True: neither recovery nor fallback; the task is dead-lettered.</param>
internal sealed record RecoveryResult(
    bool Success, string? Strategy, int Attempts, IReadOnlyList<ExecutedAction> ActionsExecuted, string? Fallback, double Duration, bool? CriticalFailure);
