namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>An instance whose state is not sound gets one more try of the task, not more.</summary>
internal sealed class FallbackIfNeeded : IRecoveryAction
{
    public string Name => RecoveryActions.FallbackIfNeeded;

    public Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation)
    {
        if (context.Executed.Any(a => a is { Action: RecoveryActions.ValidateState, Status: ExecutedAction.Failed }))
            context.FallbackOnFailure = true;
        return Task.FromResult(ActionResult.Done);
    }
}
