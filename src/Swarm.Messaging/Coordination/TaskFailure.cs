namespace Swarm.Messaging.Coordination;

/// <summary>An entry of the list of failures: a task that was given up, or stopped because it was stuck.</summary>
/// <param name="Stack">Of its last execution, if it left one.</param>
/// <param name="Timestamp">Epoch ms.</param>
internal sealed record TaskFailure(string TaskId, TaskNote Task, string Error, string ErrorType, string? Stack, long Timestamp);
