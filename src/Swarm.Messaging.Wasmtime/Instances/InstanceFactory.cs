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

    // On a thread of the pool: an engine takes milliseconds, and the first one on a machine compiles what all are probed with for a second or more.
    public Task<IEngineInstance> StartAsync(string instanceId, int slots, CancellationToken cancellation) => Task.Run<IEngineInstance>(
        async () =>
        {
            var instance = new EngineInstance(variant => Make(slots + ForProbes, variant));
            try
            {
                instance.Load(Probe.Module, cancellation);
                return instance;
            }
            catch
            {
                await instance.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        },
        cancellation);

    private Sandboxed Make(int mostRunning, SandboxVariant variant)
    {
        var engine = new WasmEngine(mostRunning, ticker, time, variant);
        return new Sandboxed(engine, () => new ModuleStore(engine, catalog, options));
    }
}
