namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>How an action ended.</summary>
/// <param name="Failure">What kept it from being done, as a sentence; null when it was done.</param>
public sealed record ActionResult(string? Failure)
{
    public static ActionResult Done { get; } = new((string?)null);

    public bool Ok => Failure is null;

    public static ActionResult Failed(string failure) => new(failure);
}
