namespace Swarm.Messaging.Wasm;

/// <summary>What can be done to one instance beside a restart.</summary>
internal sealed partial class InstancePool
{
    private void Reset(string instanceId, string action)
    {
        lock (gate)
        {
            if (Find(instanceId) is { } instance)
                Tell(PoolEventNames.Reset, ("instanceId", instanceId), ("action", action), ("incarnation", instance.Incarnations));
        }
    }

    /// <summary>Gives back the memory of an instance that no running guest holds.</summary>
    public async Task<ControlResult> ClearMemoryAsync(string instanceId)
    {
        if (EngineOf(instanceId) is not { } of)
            return NotHere(instanceId);
        await of.ClearMemoryAsync().ConfigureAwait(false);
        Reset(instanceId, "clear_memory");
        return ControlResult.Success;
    }

    /// <summary>Makes an instance forget its loaded modules.</summary>
    public ControlResult ClearCache(string instanceId)
    {
        if (EngineOf(instanceId) is not { } of)
            return NotHere(instanceId);
        of.ClearCache();
        Reset(instanceId, "clear_cache");
        return ControlResult.Success;
    }

    /// <summary>Runs a tiny guest on it, outside of the regular looks.</summary>
    public async Task<ControlResult> ProbeAsync(string instanceId, CancellationToken cancellation)
    {
        if (EngineOf(instanceId) is not { } of)
            return NotHere(instanceId);
        return await of.ProbeAsync(Options.ProbeTimeout, cancellation).ConfigureAwait(false) is { } problem
            ? ControlResult.Failure($"The instance does not answer: {problem}")
            : ControlResult.Success;
    }

    /// <summary>An instance that answers is registered anew for those who look for it.</summary>
    public async Task<ControlResult> ReconnectAsync(string instanceId, CancellationToken cancellation)
    {
        var result = await ProbeAsync(instanceId, cancellation).ConfigureAwait(false);
        if (result.Done)
            Reset(instanceId, "reconnect");
        return result;
    }
}
