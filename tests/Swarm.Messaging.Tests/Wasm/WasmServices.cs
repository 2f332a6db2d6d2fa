using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tests.Channels;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasmtime;

namespace Swarm.Messaging.Tests.Wasm;

/// <summary>What a host has for code tasks, with channels and documents that stay in the process.</summary>
internal static class WasmServices
{
    public static ServiceProvider Build(Action<WasmOptions> configure)
    {
        var services = new ServiceCollection().AddLogging().AddSwarmWasm(configure);
        services.AddSingleton(HostIdentity.Create());
        services.AddSingleton<IChannels, MemoryChannels>();
        services.AddSingleton<ISharedDocuments, MemoryDocuments>();
        services.AddRecoveryLadder();
        services.AddRecovery();
        return services.BuildServiceProvider();
    }
}
