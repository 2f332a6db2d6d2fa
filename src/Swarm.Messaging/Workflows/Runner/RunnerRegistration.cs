using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Workflows.Runner;

internal static class RunnerRegistration
{
    public static void AddRunner(this IServiceCollection services)
    {
        services.AddOptions<RunnerOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RunnerOptions>, RunnerOptionsValidator>();
        services.AddSingleton<INodeWorkerSelector, LeastBusySelector>();
        services.AddSingleton<INodeWorkerSelector, RoundRobinSelector>();
        services.AddSingleton<INodeWorkerSelector, RandomSelector>();
        services.AddSingleton<INodeWorkerSelector, WeightedSelector>();
        services.AddHostedSingleton<RunnerBridge>();
        services.AddSingleton<IRunnerListener>(p => p.GetRequiredService<RunnerBridge>());
        services.AddSingleton<RunnerCounts>();
        services.AddSingleton<RunnerFeed>();
        services.AddSingleton<NodePool>();
        services.AddSingleton<RunWatch>();
        services.AddSingleton<NodeTaskNews>();
        services.AddSingleton<ITaskEventObserver>(p => p.GetRequiredService<NodeTaskNews>());
        services.AddSingleton<RunnerWatch>();
        services.AddSingleton<IConditionSource>(p => p.GetRequiredService<RunnerWatch>());
        services.AddSingleton<RunnerReports>();
        services.AddSingleton<ISubmissionFilter, DuplicateTasks>();
        services.AddHostedSingleton<NodePoolService>();
        services.AddSingleton<HttpPools>();
        services.AddSingleton<DatabasePools>();
        services.AddSingleton<ConnectionStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<ConnectionStatus>());
        services.AddHostedSingleton<ConnectionCare>();
    }
}
