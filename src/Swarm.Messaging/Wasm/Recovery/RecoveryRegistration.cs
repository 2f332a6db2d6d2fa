using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Wasm.Recovery.Actions;
using Swarm.Messaging.Wasm.Recovery.History;
using Swarm.Messaging.Wasm.Recovery.Instances;

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

    /// <summary>Classification, strategies and the ladder: pure, nothing else is needed.</summary>
    internal static IServiceCollection AddRecoveryLadder(this IServiceCollection services)
    {
        services.AddOptions<RecoveryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RecoveryOptions>, RecoveryOptionsValidator>());
        services.AddSingleton<ErrorClassifier>();
        services.AddSingleton<RecoveryStrategies>();
        services.AddSingleton<IRecoveryLadder, RecoveryLadder>();
        return services;
    }

    /// <summary>What acts: actions, failures as executors tell them. Beside <see cref="AddRecoveryLadder"/>.</summary>
    internal static IServiceCollection AddRecovery(this IServiceCollection services)
    {
        services.AddChannelRefusals();
        services.AddSingleton<RecoveryChannels>();
        services.AddSingleton<RecoveryRecords>();
        services.AddSingleton<PanicWatch>();
        services.AddHostedSingleton<InstanceCommands>();
        AddActions(services);
        services.AddSingleton<RecoveryRunner>();
        services.AddSingleton<FailureDesk>();
        AddHistory(services);
        return services;
    }

    private static void AddHistory(IServiceCollection services)
    {
        services.AddSingleton<ErrorHistory>();
        services.AddSingleton<RecoveryStatistics>();
        services.AddSingleton<ActiveRecoveries>();
        services.AddSingleton<FailedRecoveries>();
        services.AddSingleton<RecoveryNews>();
        services.AddSingleton<RecoveryBook>();
        services.AddSingleton<RecoverySnapshots>();
        services.AddHostedSingleton<RecoveryWatch>();
        services.AddSingleton<ITaskEventObserver>(p => p.GetRequiredService<RecoveryWatch>());
        services.AddHostedSingleton<OutsideRecoveries>();
        services.AddSingleton<IStatusSource, ErrorsStatus>();
    }

    private static void AddActions(IServiceCollection services)
    {
        // In front of what the user registered, before or after this: of one name the last counts.
        var own = services.Where(s => s.ServiceType == typeof(IRecoveryAction)).ToList();
        services.RemoveAll<IRecoveryAction>();
        AddInstanceAction(services, RecoveryActions.RestartInstance, InstanceActions.Restart);
        AddInstanceAction(services, RecoveryActions.ClearMemory, InstanceActions.ClearMemory);
        AddInstanceAction(services, RecoveryActions.Reconnect, InstanceActions.Reconnect);
        AddInstanceAction(services, RecoveryActions.ValidateEndpoint, InstanceActions.Probe);
        services.AddSingleton<IRecoveryAction, ValidateState>();
        services.AddSingleton<IRecoveryAction, CleanupCache>();
        services.AddSingleton<IRecoveryAction, ValidateInput>();
        services.AddSingleton<IRecoveryAction, FallbackToInterpreter>();
        services.AddSingleton<IRecoveryAction, FallbackIfNeeded>();
        foreach (var descriptor in own)
            services.Add(descriptor);
    }

    private static void AddInstanceAction(IServiceCollection services, string name, string command) =>
        services.AddSingleton<IRecoveryAction>(p => new InstanceAction(name, command, p.GetRequiredService<InstanceCommands>()));
}
