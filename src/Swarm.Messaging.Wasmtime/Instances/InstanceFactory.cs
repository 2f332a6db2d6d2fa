using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Instances;

/// <summary>Makes instances for the pool.</summary>
internal sealed class InstanceFactory(ModuleCatalog catalog, EpochTicker ticker, IOptions<WasmOptions> options, TimeProvider time) : IInstanceEngine
{
    /// <summary>A probe must not wait for a slot.</summary>
    private const int ForProbes = 1;

    // Making an engine reserves address space and starts nothing that waits, but takes milliseconds of a thread.
    public Task<IEngineInstance> StartAsync(string instanceId, int slots, CancellationToken cancellation) =>
        Task.Run<IEngineInstance>(() => new EngineInstance(variant => Make(slots + ForProbes, variant)), cancellation);

    private Sandboxed Make(int mostRunning, SandboxVariant variant)
    {
        var engine = new WasmEngine(mostRunning, ticker, time, variant);
        return new Sandboxed(engine, () => new ModuleStore(engine, catalog, options));
    }
}
