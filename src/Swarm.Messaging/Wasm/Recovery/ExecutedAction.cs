namespace Swarm.Messaging.Wasm.Recovery;

/// <param name="Status"><c>ok</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record ExecutedAction(string Action, string Status, string? Reason, double DurationMs)
{
    public const string Ok = "ok";
    public const string Failed = "failed";
}
