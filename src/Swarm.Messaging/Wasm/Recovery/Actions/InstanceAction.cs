using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>A command to the instance the last execution failed on, on whichever host it is.</summary>
internal sealed class InstanceAction(string name, string command, InstanceCommands instances) : IRecoveryAction
{
    public string Name => name;

    public async Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation) => context.InstanceId is { } id
        ? new ActionResult(await instances.SendAsync(id, command, $"it is recovered from {context.Order.ErrorType}", cancellation).ConfigureAwait(false))
        : ActionResult.Failed("The failure names no instance: there is nothing to act on.");
}
