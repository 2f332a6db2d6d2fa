using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Control;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Configuration;

internal static class ConfigurationRegistration
{
    public static void AddConfiguration(this IServiceCollection services)
    {
        services.AddSingleton<RuntimeConfiguration>();
        services.AddSingleton<ConfigurationReader>();
        services.AddHostedSingleton<KindNames>();
        services.AddSingleton<ConfigurationUpdates>();
        services.AddSingleton<ConfigurationControl>();
        services.AddHostedSingleton<ConfigurationWatch>();

        // What can be changed at run time, and nothing else. An option stands here when whoever uses it looks at it again for each use.
        services.AddRuntimeSection<TaskOptions>("Tasks",
            nameof(TaskOptions.Retention), nameof(TaskOptions.DeadLetterRetention), nameof(TaskOptions.ExecutionTimeout),
            nameof(TaskOptions.AskInterval), nameof(TaskOptions.TimeoutGrace), nameof(TaskOptions.MaxRateLimited), nameof(TaskOptions.QueueBacklogAlert), nameof(TaskOptions.ErrorRateAlert));
        services.AddRuntimeSection<RetryOptions>("Retry",
            nameof(RetryOptions.Ghl), nameof(RetryOptions.Runner), nameof(RetryOptions.Workers), nameof(RetryOptions.Wasm));
        services.AddRuntimeSection<PlacementOptions>("Placement",
            nameof(PlacementOptions.Lease), nameof(PlacementOptions.Heartbeat), nameof(PlacementOptions.GrantConfirmation),
            nameof(PlacementOptions.Reservation), nameof(PlacementOptions.BacklogBound), nameof(PlacementOptions.MaxClasses),
            nameof(PlacementOptions.Strategies), nameof(PlacementOptions.KindLimits), nameof(PlacementOptions.OutcomeRetention),
            nameof(PlacementOptions.MaxChoiceTime), nameof(PlacementOptions.OutcomeCheck), nameof(PlacementOptions.Fairness), nameof(PlacementOptions.Budgets),
            nameof(PlacementOptions.SessionIdle), nameof(PlacementOptions.SessionBindingKept), nameof(PlacementOptions.MaxSessions), nameof(PlacementOptions.SessionSlots),
            nameof(PlacementOptions.FailureCost), nameof(PlacementOptions.SuccessGain), nameof(PlacementOptions.SessionHealthForWork),
            nameof(PlacementOptions.SessionHealthForScore), nameof(PlacementOptions.SessionBreakerFailures), nameof(PlacementOptions.SessionBreakerRest),
            nameof(PlacementOptions.SessionErrors), nameof(PlacementOptions.LongestRest));
        services.AddRuntimeSection<RoutingOptions>("Routing",
            nameof(RoutingOptions.WasmTimeout), nameof(RoutingOptions.Reroutings), nameof(RoutingOptions.RerouteBaseDelay), nameof(RoutingOptions.RerouteMaxDelay));
        services.AddRuntimeSection<RecoveryOptions>("Wasm:Recovery",
            nameof(RecoveryOptions.PanicThreshold), nameof(RecoveryOptions.PanicWindow), nameof(RecoveryOptions.ActionTimeout),
            nameof(RecoveryOptions.MemoryFactor), nameof(RecoveryOptions.TimeoutFactor), nameof(RecoveryOptions.HistoryLimit), nameof(RecoveryOptions.HistoryKept));
        services.AddRuntimeSection<AgentOptions>("Agents",
            nameof(AgentOptions.OfflineAfter), nameof(AgentOptions.HealthCheck), nameof(AgentOptions.Retention), nameof(AgentOptions.MaxAgents),
            nameof(AgentOptions.BreakerFailures), nameof(AgentOptions.BreakerRate), nameof(AgentOptions.BreakerWindow), nameof(AgentOptions.BreakerMinimum),
            nameof(AgentOptions.BreakerRest), nameof(AgentOptions.BreakerIgnores), nameof(AgentOptions.WorkloadStep), nameof(AgentOptions.WorkloadLimit), nameof(AgentOptions.Types));
        services.AddRuntimeSection<WasmPoolOptions>("Wasm:Pool", [.. typeof(WasmPoolOptions).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)]);
        services.AddRuntimeSection<WorkersOptions>("Workers", WorkersAtRunTime.Names);
        services.AddRuntimeSection<RunnerOptions>("Workflows:Runner", RunnerAtRunTime.Names);
        services.AddRuntimeSection<MemoryOptions>("Memory", [.. typeof(MemoryOptions).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)]);
        services.AddRuntimeSection<ExecutionOptions>("Execution", nameof(ExecutionOptions.DrainTimeout));
        services.AddRuntimeSection<CoordinatorOptions>("Coordinator",
            nameof(CoordinatorOptions.TaskTimeout), nameof(CoordinatorOptions.MonitoringInterval),
            nameof(CoordinatorOptions.FailureWindow), nameof(CoordinatorOptions.FailureThreshold));
        services.AddRuntimeSection<ObjectiveOptions>("Objectives", [.. typeof(ObjectiveOptions).GetProperties().Select(p => p.Name)]);
        services.AddRuntimeSection<DistributionOptions>("Distribution", [.. typeof(DistributionOptions).GetProperties().Select(p => p.Name)]);
        services.AddRuntimeSection<SwarmsOptions>("Swarms", [.. typeof(SwarmsOptions).GetProperties().Select(p => p.Name)]);
        services.AddRuntimeSection<MessagesOptions>("Swarms:Messages", [.. typeof(MessagesOptions).GetProperties().Select(p => p.Name)]);
        services.AddRuntimeSection<WorkOptions>("Swarms:Work", [.. typeof(WorkOptions).GetProperties().Select(p => p.Name)]);
        services.AddRuntimeSection<ResourceOptions>("Swarms:Resources", [.. typeof(ResourceOptions).GetProperties().Select(p => p.Name)]);
        services.AddRuntimeSection<ConflictOptions>("Swarms:Conflicts", [.. typeof(ConflictOptions).GetProperties().Select(p => p.Name)]);
        services.AddStartSection<WorkflowOptions>("Workflows");
        services.AddStartSection<ControlOptions>("Control");
        // Two processes with different leases would each be right about who leads.
        services.AddStartSection<LeadershipOptions>("Swarms:Leadership");
    }

    /// <summary>Shows options that a host is told at its start, by the name of their section in the settings.</summary>
    public static void AddStartSection<T>(this IServiceCollection services, string section)
        where T : class, new()
    {
        services.AddSingleton(new ConfigurationSectionName<T>(section));
        services.AddSingleton<ConfigurationSection, ConfigurationSectionOf<T>>();
    }

    /// <summary>Makes options changeable at run time, by the name of their section in the settings.</summary>
    public static void AddRuntimeSection<T>(this IServiceCollection services, string section, params string[] fields)
        where T : class, new()
    {
        services.AddSingleton(new ConfigurationSectionName<T>(section, fields));
        services.AddSingleton<RuntimeOptions<T>>();
        services.AddSingleton<IPostConfigureOptions<T>>(p => p.GetRequiredService<RuntimeOptions<T>>());
        services.AddSingleton<IOptionsChangeTokenSource<T>>(p => p.GetRequiredService<RuntimeOptions<T>>());
        services.AddSingleton<IOptions<T>, CurrentOptions<T>>();
        services.AddSingleton<ConfigurationSection, ConfigurationSectionOf<T>>();
    }
}
