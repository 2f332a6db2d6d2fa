using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasm.Recovery.Actions;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What a host needs to recover failed executions inside WebAssembly, and how to add to it.</summary>
public static class RecoveryRegistration
{
    /// <summary>A strategy of your own for a class of failures; one for a known class replaces its own. Register it on every host.</summary>
    /// <param name="errorType">One of <see cref="ErrorTypes"/>, or a type that a pattern of the options names.</param>
    /// <param name="actions">Names of known actions or of your own, in order.</param>
    public static IServiceCollection AddRecoveryStrategy(
        this IServiceCollection services, string errorType, string name, IReadOnlyList<string> actions, int attempts = 3) =>
        services.AddSingleton(new RecoveryStrategyChoice(errorType, new RecoveryStrategy(name, actions, attempts)));

    /// <summary>An action of your own, to be named in strategies. One with the name of a known action replaces it.</summary>
    public static IServiceCollection AddRecoveryAction<T>(this IServiceCollection services)
        where T : class, IRecoveryAction => services.AddSingleton<IRecoveryAction, T>();

    /// <summary>Classification, strategies and the ladder; no services are needed beside options.</summary>
    internal static IServiceCollection AddRecoveryLadder(this IServiceCollection services)
    {
        services.AddOptions<RecoveryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RecoveryOptions>, RecoveryOptionsValidator>());
        AddActions(services);
        services.AddSingleton<ErrorClassifier>();
        services.AddSingleton<RecoveryStrategies>();
        services.AddSingleton<IRecoveryLadder, RecoveryLadder>();
        return services;
    }

    private static void AddActions(IServiceCollection services)
    {
        // In front of what the user registered, before or after: the last of a name counts.
        var own = services.Where(s => s.ServiceType == typeof(IRecoveryAction)).ToList();
        services.RemoveAll<IRecoveryAction>();
        services.AddSingleton(p => SettingsActions.IncreaseMemory(p.GetRequiredService<IOptions<RecoveryOptions>>()));
        services.AddSingleton(p => SettingsActions.ExtendTimeout(p.GetRequiredService<IOptions<RecoveryOptions>>()));
        services.AddSingleton(SettingsActions.OptimizeExecution());
        services.AddSingleton(SettingsActions.RetryWithSafeMode());
        services.AddSingleton(SettingsActions.RetryWithAdjustments());
        services.AddSingleton(SettingsActions.RetryWithBackoff());
        foreach (var name in (string[])[
            RecoveryActions.RestartInstance, RecoveryActions.ClearMemory, RecoveryActions.Reconnect, RecoveryActions.ValidateState,
            RecoveryActions.CleanupCache, RecoveryActions.ValidateInput, RecoveryActions.ValidateEndpoint, RecoveryActions.FallbackIfNeeded])
            services.AddSingleton<IRecoveryAction>(new SettingsAction(name, s => s));
        services.AddSingleton<IRecoveryAction>(new SettingsAction(RecoveryActions.FallbackToInterpreter, s => s.With(RecoveryFlags.UseInterpreter)));
        foreach (var descriptor in own)
            services.Add(descriptor);
    }
}
