namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>There is an input, and not so much of it that it is the cause.</summary>
internal sealed class ValidateInput : IRecoveryAction
{
    /// <summary>Bytes of the payload, UTF-8.</summary>
    private const int TooLong = 1_000_000;

    public string Name => RecoveryActions.ValidateInput;

    public Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation) => Task.FromResult(
        context.Payload.IsEmpty || context.Payload.Span.SequenceEqual("null"u8) ? ActionResult.Failed("The task has no input.")
        : context.Payload.Length >= TooLong ? ActionResult.Failed($"The input has {context.Payload.Length} bytes; below {TooLong} is sound.")
        : ActionResult.Done);
}
