using System.Collections.Frozen;
using static Swarm.Messaging.Wasm.Recovery.RecoveryActions;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>The table of strategies by class; every other class has the generic one.</summary>
internal static class BuiltInStrategies
{
    public static readonly RecoveryStrategy Generic = new("generic_recovery", [RetryWithBackoff, ValidateState, FallbackIfNeeded], 3);

    public static FrozenDictionary<string, RecoveryStrategy> ByType { get; } = new Dictionary<string, RecoveryStrategy>
    {
        [ErrorTypes.Panic] = new("panic_recovery", [RestartInstance, ClearMemory, ValidateState], 3),
        [ErrorTypes.MemoryError] = new("memory_recovery", [IncreaseMemory, CleanupCache, RestartInstance], 3),
        [ErrorTypes.Timeout] = new("timeout_recovery", [ExtendTimeout, OptimizeExecution, RetryWithAdjustments], 2),
        [ErrorTypes.CompilationError] = new("compilation_recovery", [ValidateInput, FallbackToInterpreter, RetryWithSafeMode], 3),
        [ErrorTypes.ConnectionError] = new("connection_recovery", [Reconnect, ValidateEndpoint, RetryWithBackoff], 3),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
