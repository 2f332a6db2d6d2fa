using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Nodes;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows;

internal static class WorkflowRegistration
{
    public static void AddWorkflows(this IServiceCollection services)
    {
        services.AddOptions<WorkflowOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkflowOptions>, WorkflowOptionsValidator>();
        services.AddSingleton<WorkflowDefinition>();
        services.AddSingleton<Sagas.SagaDefinition<WorkflowSaga>>(p => p.GetRequiredService<WorkflowDefinition>());
        services.AddSingleton<WorkflowPlans>();
        services.AddSingleton<RunResults>();
        services.AddSingleton<WorkflowVerbs>();
        services.AddSingleton<WorkflowStateMachine>();
        services.AddSingleton<SagaStateMachine<WorkflowSaga>>(p => p.GetRequiredService<WorkflowStateMachine>());
        services.AddSingleton<SagaMachine<WorkflowSaga>>();
        services.AddSingleton<SagaMemory<WorkflowSaga>>();
        services.AddSingleton<SagaGroupHandler<WorkflowSaga>>();
        services.AddSingleton<SagaRunner<WorkflowSaga>>();
        services.AddSingleton<ITimedSagas, TimedSagas<WorkflowSaga>>();
        services.AddSingleton<NodeRules>();
        services.AddSingleton<WorkflowRules>();
        services.AddSingleton<WorkflowQueries>();
        services.AddSingleton<WorkflowCommands>();
        services.AddSingleton<WorkflowMailbox>();
        services.AddSingleton<SubWorkflows>();
        services.AddSingleton<NodeStarter>();
        services.AddSingleton<IOutboxCarrier>(p => p.GetRequiredService<NodeStarter>());
        services.AddSingleton<IOutboxCarrier, NodeEndCarrier>();
        services.AddSingleton<ICommandSet, WorkflowCommandSet>();
        services.AddSingleton<IStatusSource, WorkflowStatus>();
        services.AddNodeTypes();
        services.AddRunner();
        services.AddResultCache();
        services.AddNodeBreakers();
    }

    private static void AddNodeTypes(this IServiceCollection services)
    {
        services.AddSingleton<ITaskExecutor, NodeExecutor>();
        services.AddSingleton<NodeHttp>();
        services.AddSingleton<INodeType, DataTransformation>();
        services.AddSingleton<INodeType, AggregateNode>();
        services.AddSingleton<INodeType, HttpRequest>();
        services.AddSingleton<INodeType, Webhook>();
        services.AddSingleton<INodeType, AiProcessing>();
        services.AddSingleton<NodeDatabases>();
        services.AddSingleton<INodeType, DatabaseQuery>();
    }
}
