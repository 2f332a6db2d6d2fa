using Swarm.Messaging.Channels;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>Deletes the instance's cache key; an instance of this host forgets what it has loaded, too.</summary>
internal sealed class CleanupCache(ISharedDocuments documents, InstanceCommands instances) : IRecoveryAction
{
    public string Name => RecoveryActions.CleanupCache;

    public async Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation)
    {
        if (context.InstanceId is not { } id)
            return ActionResult.Failed("The failure names no instance whose cache could be emptied.");
        var failure = instances.IsLocal(id)
            ? await instances.SendAsync(id, InstanceActions.ClearCache, $"it is recovered from {context.Order.ErrorType}", cancellation).ConfigureAwait(false)
            : null;
        // Afterwards, so that the instance does not write what it is just forgetting.
        await documents.DeleteAsync(InstanceKeys.Cache(id), cancellation).ConfigureAwait(false);
        return new ActionResult(failure);
    }
}
