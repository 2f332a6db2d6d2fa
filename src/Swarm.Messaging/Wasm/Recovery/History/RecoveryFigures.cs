namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>Statistics of errors and recoveries, over all hosts.</summary>
/// <param name="TotalErrors">Failed executions in WebAssembly.</param>
/// <param name="RecoveredErrors">Tasks that completed in a recovery attempt.</param>
/// <param name="FallbackActivated">Tasks that left WebAssembly for agents.</param>
/// <param name="PanicsHandled">Failed executions that were panics.</param>
/// <param name="CriticalFailures">Tasks that no fallback could save either.</param>
/// <param name="AvgRecoveryTime">From a task's first failure to its completion, ms.</param>
/// <param name="ActiveRecoveries">Tasks between their first failure and its end, now.</param>
/// <param name="RecoveryRate">Share of the ended recoveries that completed their task in WebAssembly; 2 decimals, 0 when none has ended.</param>
/// <param name="FallbackRate">Share of them that ended with a fallback.</param>
internal sealed record RecoveryFigures(
    long TotalErrors, long RecoveredErrors, long FallbackActivated, long PanicsHandled, long CriticalFailures, double AvgRecoveryTime,
    IReadOnlyDictionary<string, long> ErrorsByType, IReadOnlyDictionary<string, long> ErrorsByInstance,
    int ActiveRecoveries, int ErrorHistorySize, double RecoveryRate, double FallbackRate);
