using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime;

public static class WasmRegistration
{
    /// <summary>
    /// Adds the executor of kind <c>code</c>, which runs inside WebAssembly, the sandbox under it and a warm-up in the background.
    /// Options are checked at start.
    /// </summary>
    public static IServiceCollection AddSwarmWasm(this IServiceCollection services, Action<WasmOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<WasmOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WasmOptions>, WasmOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WasmEngine>();
        services.TryAddSingleton<ModuleCatalog>();
        services.TryAddSingleton<ICodePairs>(provider => provider.GetRequiredService<ModuleCatalog>());
        services.TryAddSingleton<ModuleInstaller>();
        services.TryAddSingleton<ModuleStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITaskExecutor, CodeExecutor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WasmWarmUp>());
        return services;
    }
}
