namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Switches of an execution, set by recovery actions and obeyed by the sandbox. Recovery.md says what each does there.</summary>
public static class RecoveryFlags
{
    public const string ReduceMemoryUsage = "reduceMemoryUsage";
    public const string EnableFastPath = "enableFastPath";
    public const string OptimizeLoops = "optimizeLoops";
    public const string SkipOptimizations = "skipOptimizations";
    public const string EnableBoundsChecking = "enableBoundsChecking";
    public const string LimitMemoryUsage = "limitMemoryUsage";
    public const string EnableDebugMode = "enableDebugMode";

    /// <summary>Set by <c>fallback_to_interpreter</c>.</summary>
    public const string UseInterpreter = "useInterpreter";
}
