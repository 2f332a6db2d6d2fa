using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Tasks;

internal static class TaskRegistration
{
    public static void AddTasks(this IServiceCollection services)
    {
        services.AddOptions<TaskOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetryOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetryOptions>, RetryOptionsValidator>();
        services.AddSingleton<TaskDefinition>();
        services.AddSingleton<Sagas.SagaDefinition<TaskSaga>>(p => p.GetRequiredService<TaskDefinition>());
        services.AddSingleton<TaskPolicies>();
        services.AddSingleton<TaskVerbs>();
        services.AddSingleton<TaskStateMachine>();
        services.AddSingleton<SagaStateMachine<TaskSaga>>(p => p.GetRequiredService<TaskStateMachine>());
        services.AddSingleton<SagaMachine<TaskSaga>>();
        services.AddSingleton<CommitWatch>();
        services.TryAddSingleton<ITransitionLog, SagaLog>();
        services.AddSingleton<TaskFigures>();
        services.AddSingleton<SagaMemory<TaskSaga>>();
        services.AddSingleton<SagaGroupHandler<TaskSaga>>();
        services.AddSingleton<SagaRunner<TaskSaga>>();
        services.AddSingleton<ITimedSagas, TimedSagas<TaskSaga>>();
        services.AddSingleton<SubmissionRules>();
        services.AddSingleton<SubmissionIds>();
        services.AddSingleton<TaskQueries>();
        services.AddSingleton<TaskCommands>();
        services.AddSingleton<TaskReleases>();
        services.AddSingleton<TaskDependencies>();
        services.AddSingleton<ISubmissionFilter>(p => p.GetRequiredService<TaskDependencies>());
        services.AddSingleton<IOutboxCarrier, TaskNoteCarrier>();
        services.AddSingleton<ReportRejections>();
        services.AddSingleton<ReportAnswers>();
        services.AddHostedSingleton<PostponedReports>();
        services.AddSingleton<TaskReportsHandler>();
        services.AddHostedSingleton<RetentionSweeper>();
    }
}
