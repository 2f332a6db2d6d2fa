namespace Swarm.Messaging.Worker.Commands;

/// <param name="ExitCode">128 + signal when a signal ended it.</param>
/// <param name="Truncated">There was more output than <see cref="CommandSpec.MaxOutputBytes"/>.</param>
/// <param name="TimedOut">It was killed at its time limit.</param>
public sealed record CommandResult(int ExitCode, string Stdout, string Stderr, bool Truncated, bool TimedOut, long DurationMs);
