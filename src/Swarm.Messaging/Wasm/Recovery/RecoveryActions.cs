namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Names of the actions every host knows. More are added with <see cref="IRecoveryAction"/>.</summary>
public static class RecoveryActions
{
    public const string RestartInstance = "restart_instance";
    public const string ClearMemory = "clear_memory";
    public const string Reconnect = "reconnect";
    public const string ValidateState = "validate_state";
    public const string IncreaseMemory = "increase_memory";
    public const string CleanupCache = "cleanup_cache";
    public const string ExtendTimeout = "extend_timeout";
    public const string OptimizeExecution = "optimize_execution";
    public const string ValidateInput = "validate_input";
    public const string FallbackToInterpreter = "fallback_to_interpreter";
    public const string ValidateEndpoint = "validate_endpoint";
    public const string RetryWithSafeMode = "retry_with_safe_mode";
    public const string RetryWithAdjustments = "retry_with_adjustments";
    public const string RetryWithBackoff = "retry_with_backoff";
    public const string FallbackIfNeeded = "fallback_if_needed";
}
