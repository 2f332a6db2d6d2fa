using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Distribution.Batching;

internal static class BatchRegistration
{
    public static void AddBatching(this IServiceCollection services)
    {
        services.AddSingleton<BatchWindowDefinition>();
        services.AddSingleton<Sagas.SagaDefinition<BatchWindowSaga>>(p => p.GetRequiredService<BatchWindowDefinition>());
        services.AddSingleton<BatchWindowVerbs>();
        services.AddSingleton<SagaStateMachine<BatchWindowSaga>, BatchWindowStateMachine>();
        services.AddSaga<BatchWindowSaga>();
        services.AddSingleton<BatchWindowMailbox>();

        services.AddSingleton<BatchDefinition>();
        services.AddSingleton<Sagas.SagaDefinition<BatchSaga>>(p => p.GetRequiredService<BatchDefinition>());
        services.AddSingleton<BatchVerbs>();
        services.AddSingleton<SagaStateMachine<BatchSaga>, BatchStateMachine>();
        services.AddSaga<BatchSaga>();

        services.AddSingleton<BulkTakers>();
        services.AddSingleton<BulkTasks>();
        services.AddSingleton<IDispatchFilter, BulkContents>();
        services.AddSingleton<IOutboxCarrier, BatchNoteCarrier>();
        services.AddSingleton<IOutboxCarrier, MemberCarrier>();
        services.AddSingleton<BatchQueries>();
        services.AddSingleton<ICommandSet, BatchCommandSet>();
        services.AddSingleton<IStatusSource, BatchStatus>();
    }
}
