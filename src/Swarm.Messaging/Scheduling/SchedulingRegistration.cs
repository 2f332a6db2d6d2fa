using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Scheduling;

internal static class SchedulingRegistration
{
    public static void AddScheduling(this IServiceCollection services) => services.AddHostedSingleton<TimerService>();

    /// <summary>What brings items and timers to a saga.</summary>
    public static void AddSaga<TSaga>(this IServiceCollection services)
        where TSaga : class, IStoredSagaInstance
    {
        services.AddSingleton<SagaMachine<TSaga>>();
        services.AddSingleton<SagaMemory<TSaga>>();
        services.AddSingleton<SagaGroupHandler<TSaga>>();
        services.AddSingleton<SagaRunner<TSaga>>();
        services.AddSingleton<ITimedSagas, TimedSagas<TSaga>>();
    }

    /// <summary>A service that the host runs and that others, probes and tests among them, can ask for.</summary>
    public static void AddHostedSingleton<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<T>());
        if (typeof(PeriodicService).IsAssignableFrom(typeof(T)))
            services.AddSingleton(p => (PeriodicService)(object)p.GetRequiredService<T>());
    }
}
