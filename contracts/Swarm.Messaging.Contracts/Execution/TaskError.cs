namespace Swarm.Messaging.Contracts.Execution;

/// <param name="Type">Stable snake-case name: <c>timeout</c>, <c>memory_error</c>, <c>panic</c>, ...</param>
/// <param name="Retryable">False ends the task at once as not retryable. Absent means true.</param>
public sealed record TaskError(string Type, string Message, string? Stack = null, bool Retryable = true);
