using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Instances;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime;

public static class WasmRegistration
{
    /// <summary>
    /// Adds the executor of kind <c>code</c>, which runs inside WebAssembly, and the engine of the pool's instances. The pool itself and what
    /// recovers failed attempts come with <c>AddSwarmMessaging</c>. Options are checked at start.
    /// </summary>
    public static IServiceCollection AddSwarmWasm(this IServiceCollection services, Action<WasmOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<WasmOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WasmOptions>, WasmOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EpochTicker>();
        // The instances have engines of their own: this one is for judging modules that somebody wants to add.
        services.TryAddSingleton(provider => new WasmEngine(1, provider.GetRequiredService<EpochTicker>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInstanceEngine, InstanceFactory>());
        services.AddInstancePool();
        services.TryAddSingleton<ModuleCatalog>();
        services.TryAddSingleton<ICodePairs>(provider => provider.GetRequiredService<ModuleCatalog>());
        services.TryAddSingleton<ModuleInstaller>();
        services.TryAddSingleton<InstanceRunner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITaskExecutor, CodeExecutor>());
        return services;
    }
}
