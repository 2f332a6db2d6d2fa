namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>
/// Something done before an execution that follows a failed one: settings it changes, and what it does on the host that runs the
/// attempt. Register your own with <c>AddRecoveryAction</c> and name it in a strategy.
/// </summary>
public interface IRecoveryAction
{
    /// <summary>Lower case, e.g. <c>increase_memory</c>.</summary>
    string Name { get; }

    /// <summary>The settings of the coming attempt. Pure: it runs where the task is decided on, perhaps several times.</summary>
    RecoverySettings Adjust(RecoverySettings settings) => settings;

    /// <summary>
    /// Acts just before the attempt. It has <c>Wasm:Recovery:ActionTimeout</c>, 2 s. A failure, an exception too, is recorded and does not keep
    /// the next action, or the attempt, from being tried.
    /// </summary>
    Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation) => Task.FromResult(ActionResult.Done);
}
