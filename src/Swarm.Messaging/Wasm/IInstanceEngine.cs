namespace Swarm.Messaging.Wasm;

/// <summary>Brings instances to life; the real one is in Swarm.Messaging.Wasmtime, so that the pool needs no engine to be understood.</summary>
internal interface IInstanceEngine
{
    /// <summary>A fresh one that shares nothing with any other. It is not known to work before it is probed.</summary>
    Task<IEngineInstance> StartAsync(string instanceId, int slots, CancellationToken cancellation);
}
