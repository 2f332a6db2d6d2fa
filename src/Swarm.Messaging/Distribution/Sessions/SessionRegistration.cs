using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Breakers;
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
        services.AddSingleton<SessionBreakers>();
        services.AddSingleton<IBreakerSource>(p => p.GetRequiredService<SessionBreakers>());
        services.AddSingleton<SessionFarewells>();
        services.AddHostedSingleton<SessionNewsPump>();
        services.AddHostedSingleton<SessionCleaner>();
        services.AddSingleton<ICommandSet, SessionCommandSet>();
        services.AddSingleton<SessionStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<SessionStatus>());
    }
}
