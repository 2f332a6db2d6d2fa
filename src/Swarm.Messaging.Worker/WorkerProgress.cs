namespace Swarm.Messaging.Worker;

/// <param name="Fraction">0..1, or null when unknown.</param>
/// <param name="Text">At most 200 characters are kept.</param>
public sealed record WorkerProgress(double? Fraction, string? Text);
