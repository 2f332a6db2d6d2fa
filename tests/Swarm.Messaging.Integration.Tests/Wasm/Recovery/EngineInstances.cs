using System.Collections.Concurrent;
using System.Text;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasm.Recovery.Instances;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>Instances that are engines of their own, without a pool round them: a restart makes a new engine.</summary>
internal sealed class EngineInstances(ISharedDocuments documents) : IInstanceControl, IDisposable
{
    private readonly ConcurrentDictionary<string, WasmEngine> engines = new();
    private readonly EpochTicker ticker = new();

    public ConcurrentQueue<(string Instance, string Action)> Done { get; } = [];

    /// <summary>What it waits for before it acts.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task StartAsync(string instanceId)
    {
        engines[instanceId] = Engine();
        await HealthyAsync(instanceId);
    }

    public WasmEngine EngineOf(string instanceId) => engines[instanceId];

    public bool Has(string instanceId) => engines.ContainsKey(instanceId);

    public bool Had(string instanceId) => false;

    public async Task<string?> ControlAsync(string instanceId, string action, string reason, CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation);
        switch (action)
        {
            case InstanceActions.Restart:
                engines[instanceId].Dispose();
                await StartAsync(instanceId);
                break;
            case InstanceActions.Replace:
                engines.Remove(instanceId, out var old);
                old!.Dispose();
                await StartAsync(instanceId + "-next");
                break;
            case InstanceActions.Probe:
                var answer = await engines[instanceId].RunAsync(FaultyModules.Call(engines[instanceId], FaultyModules.Works), cancellation);
                if (answer is GuestOutcome.Failed failed)
                    return failed.Message;
                break;
        }

        Done.Enqueue((instanceId, action));
        return null;
    }

    public void Dispose()
    {
        foreach (var engine in engines.Values)
            engine.Dispose();
        ticker.Dispose();
    }

    private WasmEngine Engine() => new(5, ticker, TimeProvider.System);

    private Task HealthyAsync(string instanceId) => documents.SetAsync(
        $"swarm:wasm:instance:{instanceId}:health", Encoding.UTF8.GetBytes("""{"status":"healthy"}"""), null, CancellationToken.None);
}
