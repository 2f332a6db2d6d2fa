using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Instances;

/// <summary>The least that an instance can be asked to do: an empty text, parsed by the module that nearly all tasks use.</summary>
internal static class Probe
{
    public static ModuleManifest Module { get; } = ShippedModules.All.Single(one => one.Name == ShippedModules.TreeSitter);

    public static GuestCall Call(ModuleStore modules, TimeSpan timeout) => new(
        stop => modules.Load(Module, stop), "analyze", "js", ""u8.ToArray(), WasmOptions.DefaultMemoryLimitMb, timeout);
}
