using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm;

internal static class WasmPoolRegistration
{
    /// <summary>The pool by itself: what an executor needs. Instances come from the registered <see cref="IInstanceEngine"/>.</summary>
    public static IServiceCollection AddInstancePool(this IServiceCollection services)
    {
        services.AddOptions<WasmPoolOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WasmPoolOptions>, WasmPoolOptionsValidator>());
        services.TryAddSingleton<InstancePool>();
        return services;
    }

    /// <summary>What a host does with it beside: keeping it, telling of it, being told. Starts before the targets and ends after them.</summary>
    public static void AddWasmPool(this IServiceCollection services)
    {
        services.AddInstancePool();
        services.AddSingleton<IControlSignature, ControlSignature>();
        services.AddSingleton<PoolKeys>();
        services.AddSingleton<PoolCommands>();
        // They end in the reverse order: what the pool's end brings about is still told and written.
        services.AddHostedSingleton<PoolPublisher>();
        services.AddHostedSingleton<PoolEventPump>();
        services.AddHostedSingleton<PoolService>();
        services.AddHostedSingleton<UtilizationWatch>();
        services.AddHostedSingleton<HealthWatch>();
        services.AddChannelRefusals();
        services.AddHostedSingleton<PoolChannel>();
        services.AddSingleton<IInstanceControl, InstanceControl>();
        services.AddSingleton<IStatusSource, WasmStatus>();
    }
}
