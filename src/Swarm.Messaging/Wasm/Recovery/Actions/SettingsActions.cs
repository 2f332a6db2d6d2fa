using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>What each known action changes of the next attempt's settings. Those that also act on the host are replaced by classes of their own there.</summary>
internal static class SettingsActions
{
    public static IReadOnlyList<IRecoveryAction> All(IOptions<RecoveryOptions> options) =>
    [
        new SettingsAction(RecoveryActions.IncreaseMemory, s => IncreaseMemory(s, options.Value.MemoryFactor)),
        new SettingsAction(RecoveryActions.ExtendTimeout, s => ExtendTimeout(s, options.Value.TimeoutFactor)),
        new SettingsAction(RecoveryActions.OptimizeExecution, Optimize),
        new SettingsAction(RecoveryActions.RetryWithSafeMode, SafeMode),
        new SettingsAction(RecoveryActions.FallbackToInterpreter, Interpret),
        // The settings that the actions before it made are those of the attempt.
        new SettingsAction(RecoveryActions.RetryWithAdjustments, s => s),
        // The policy's wait has passed by the time an attempt is placed.
        new SettingsAction(RecoveryActions.RetryWithBackoff, s => s),
        new SettingsAction(RecoveryActions.RestartInstance, s => s),
        new SettingsAction(RecoveryActions.ClearMemory, s => s),
        new SettingsAction(RecoveryActions.Reconnect, s => s),
        new SettingsAction(RecoveryActions.ValidateState, s => s),
        new SettingsAction(RecoveryActions.CleanupCache, s => s),
        new SettingsAction(RecoveryActions.ValidateInput, s => s),
        new SettingsAction(RecoveryActions.ValidateEndpoint, s => s),
        new SettingsAction(RecoveryActions.FallbackIfNeeded, s => s),
    ];

    public static RecoverySettings Interpret(RecoverySettings settings) => settings.With(RecoveryFlags.UseInterpreter);

    private static RecoverySettings IncreaseMemory(RecoverySettings settings, double factor) => settings with
    {
        MemoryLimitMb = (int)Math.Min(
            Math.Max(settings.MemoryLimitMb, RecoverySettings.LargestMemoryLimitMb),
            Math.Round(settings.MemoryLimitMb * factor, MidpointRounding.AwayFromZero)),
    };

    private static RecoverySettings ExtendTimeout(RecoverySettings settings, double factor) => settings with
    {
        TimeoutMs = (long)Math.Round((settings.TimeoutMs > 0 ? settings.TimeoutMs : RecoverySettings.DefaultTimeoutMs) * factor),
    };

    // What was careful before is what takes long: optimised machine code is the fast path.
    private static RecoverySettings Optimize(RecoverySettings settings) => settings
        .Without(RecoveryFlags.SkipOptimizations, RecoveryFlags.UseInterpreter)
        .With(RecoveryFlags.ReduceMemoryUsage, RecoveryFlags.EnableFastPath, RecoveryFlags.OptimizeLoops);

    private static RecoverySettings SafeMode(RecoverySettings settings) => settings
        .Without(RecoveryFlags.EnableFastPath, RecoveryFlags.OptimizeLoops)
        .With(RecoveryFlags.SkipOptimizations, RecoveryFlags.EnableBoundsChecking, RecoveryFlags.LimitMemoryUsage, RecoveryFlags.EnableDebugMode);
}
