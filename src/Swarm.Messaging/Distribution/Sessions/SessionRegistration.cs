using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Distribution.Sessions;

internal static class SessionRegistration
{
    public static void AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<Sagas.SagaDefinition<SessionSaga>, SessionDefinitions>();
        services.AddSingleton<SagaStateMachine<SessionSaga>, SessionStateMachine>();
        services.AddSaga<SessionSaga>();
        services.AddHostedSingleton<SessionNewsPump>();
        services.AddHostedSingleton<SessionCleaner>();
        services.AddSingleton<ICommandSet, SessionCommandSet>();
        services.AddSingleton<SessionStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<SessionStatus>());
    }
}
