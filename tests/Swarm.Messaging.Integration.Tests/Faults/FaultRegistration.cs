using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Faults;

internal static class FaultRegistration
{
    /// <summary>Everything of the host that reaches Redis goes through the injector.</summary>
    public static void AddFaults(this IServiceCollection services, FaultInjector faults)
    {
        Decorate<ISagaStore>(services, store => new FaultySagaStore(store, faults));
        Decorate<IPlacementStore>(services, store => new FaultyPlacementStore(store, faults));
        Decorate<FallbackPlacement>(services, fallback => new FallbackPlacement(new FaultyPlacementStore(fallback.Placement, faults)));
        Decorate<LeaseKeeperStore>(services, keeper => new LeaseKeeperStore(new FaultyPlacementStore(keeper.Placement, faults)));
    }

    public static void Decorate<T>(IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        var real = services.Last(s => s.ServiceType == typeof(T));
        services.Remove(real);
        services.AddSingleton(provider => decorate((T)(
            real.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
    }
}
