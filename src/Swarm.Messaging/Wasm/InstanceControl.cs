using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm;

/// <summary>Acts on instances of this host's pool; when it answers, the instance's keys say what is now.</summary>
internal sealed class InstanceControl(InstancePool pool, PoolKeys keys) : IInstanceControl
{
    public bool Has(string instanceId) => pool.Has(instanceId);

    public bool Had(string instanceId) => pool.Had(instanceId);

    public async Task<string?> ControlAsync(string instanceId, string action, string reason, CancellationToken cancellation)
    {
        var result = await (action switch
        {
            InstanceActions.Restart => pool.RestartAsync(instanceId, reason),
            InstanceActions.Replace => pool.ReplaceAsync(instanceId, reason),
            InstanceActions.ClearMemory => pool.ClearMemoryAsync(instanceId),
            InstanceActions.ClearCache => Task.FromResult(pool.ClearCache(instanceId)),
            InstanceActions.Reconnect => pool.ReconnectAsync(instanceId, cancellation),
            InstanceActions.Probe => pool.ProbeAsync(instanceId, cancellation),
            _ => Task.FromResult(ControlResult.Failure($"'{action}' is nothing that can be done to an instance.")),
        }).WaitAsync(cancellation).ConfigureAwait(false);
        await keys.WriteAsync(cancellation).ConfigureAwait(false);
        return result.Reason;
    }
}
