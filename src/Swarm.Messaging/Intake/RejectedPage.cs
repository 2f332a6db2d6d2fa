namespace Swarm.Messaging.Intake;

/// <param name="Cursor">For the next page; null when this was the last.</param>
public sealed record RejectedPage(IReadOnlyList<RejectedInput> Inputs, string? Cursor);
