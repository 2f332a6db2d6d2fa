namespace Swarm.Messaging.Contracts.Tasks;

/// <param name="Fraction">0..1, or null when unknown.</param>
/// <param name="Text">At most 200 characters.</param>
public sealed record TaskProgress(double? Fraction, string? Text, int Attempt, DateTimeOffset At);
