using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>The actions that change what the next attempt runs under.</summary>
internal static class SettingsActions
{
    public static IRecoveryAction IncreaseMemory(IOptions<RecoveryOptions> options) => new SettingsAction(
        RecoveryActions.IncreaseMemory,
        s => s with
        {
            MemoryLimitMb = (int)Math.Min(
                Math.Max(s.MemoryLimitMb, RecoverySettings.LargestMemoryLimitMb),
                Math.Round(s.MemoryLimitMb * options.Value.MemoryFactor, MidpointRounding.AwayFromZero)),
        });

    public static IRecoveryAction ExtendTimeout(IOptions<RecoveryOptions> options) => new SettingsAction(
        RecoveryActions.ExtendTimeout,
        s => s with { TimeoutMs = (long)Math.Round((s.TimeoutMs > 0 ? s.TimeoutMs : RecoverySettings.DefaultTimeoutMs) * options.Value.TimeoutFactor) });

    public static IRecoveryAction OptimizeExecution() => new SettingsAction(
        RecoveryActions.OptimizeExecution,
        s => s.With(RecoveryFlags.ReduceMemoryUsage, RecoveryFlags.EnableFastPath, RecoveryFlags.OptimizeLoops));

    public static IRecoveryAction RetryWithSafeMode() => new SettingsAction(
        RecoveryActions.RetryWithSafeMode,
        s => s.With(
            RecoveryFlags.SkipOptimizations, RecoveryFlags.EnableBoundsChecking, RecoveryFlags.LimitMemoryUsage, RecoveryFlags.EnableDebugMode));

    /// <summary>The settings the actions before it made are those of the attempt: there is nothing left to do.</summary>
    public static IRecoveryAction RetryWithAdjustments() => new SettingsAction(RecoveryActions.RetryWithAdjustments, s => s);

    /// <summary>The policy's wait has passed by the time an attempt is placed.</summary>
    public static IRecoveryAction RetryWithBackoff() => new SettingsAction(RecoveryActions.RetryWithBackoff, s => s);
}
