namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>The next attempt runs in the runtime's interpreter instead of as machine code; listeners are told.</summary>
internal sealed class FallbackToInterpreter(RecoveryChannels channels) : IRecoveryAction
{
    public string Name => RecoveryActions.FallbackToInterpreter;

    public RecoverySettings Adjust(RecoverySettings settings) => SettingsActions.Interpret(settings);

    public async Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation)
    {
        await channels.SendAsync(
            RecoveryChannels.Fallback, "activate_interpreter",
            new { action = "activate_interpreter", instanceId = context.InstanceId, taskId = context.TaskId }, cancellation).ConfigureAwait(false);
        return ActionResult.Done;
    }
}
