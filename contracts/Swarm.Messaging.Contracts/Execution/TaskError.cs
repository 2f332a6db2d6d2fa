namespace Swarm.Messaging.Contracts.Execution;

/// <param name="Type">Stable snake-case name: <c>timeout</c>, <c>memory_error</c>, <c>panic</c>, ...</param>
/// <param name="Retryable">False ends the task at once as not retryable; a code task goes on to its fallback. Absent means true.</param>
/// <param name="InstanceId">Inside the target: the instance, worker or session it happened on.</param>
/// <param name="Fallback">No further attempt on this kind of target: the task goes straight to its fallback, if it has one.</param>
/// <param name="InDoubt">Whether it may have taken effect all the same. Absent: as its type says, see <see cref="InDoubtErrors"/>.</param>
public sealed record TaskError(
    string Type, string Message, string? Stack = null, bool Retryable = true, string? InstanceId = null, bool Fallback = false, bool? InDoubt = null);
