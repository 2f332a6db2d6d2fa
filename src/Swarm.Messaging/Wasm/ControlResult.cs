namespace Swarm.Messaging.Wasm;

/// <summary>What came of an action on an instance.</summary>
/// <param name="Reason">Why not, as a sentence; null when it was done.</param>
internal sealed record ControlResult(bool Done, string? Reason = null)
{
    public static ControlResult Success { get; } = new(true);

    public static ControlResult Failure(string reason) => new(false, reason);
}
