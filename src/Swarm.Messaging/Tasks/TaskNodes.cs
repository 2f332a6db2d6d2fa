using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Tasks;

/// <summary>What a workflow is told of the task that ran one of its nodes.</summary>
internal static class TaskNodes
{
    public static NodeEnd EndOf(TaskSaga saga, string state, string? reason, DateTimeOffset now) => new(StateOf(state))
    {
        ErrorType = state == TaskStates.DeadLettered ? saga.LastErrorType ?? reason : null,
        Error = state switch
        {
            TaskStates.DeadLettered => saga.LastError ?? reason,
            TaskStates.Cancelled => reason ?? "cancelled",
            _ => null,
        },
        InDoubt = saga.Attempt > 0 && IsInDoubt(saga, state, reason),
        Exhausted = reason == DeadLetterReasons.RetriesExhausted,
        Attempts = saga.Attempt,
        StartedAt = saga.StartedAt,
        EndedAt = now,
    };

    /// <summary>What was cancelled, or ran out of its time, may have been under way.</summary>
    private static bool IsInDoubt(TaskSaga saga, string state, string? reason) =>
        state == TaskStates.Cancelled
        || (state == TaskStates.DeadLettered && (reason is DeadLetterReasons.DeadlineExceeded or DeadLetterReasons.NeedsReview || (saga.LastErrorType is { } type && InDoubtErrors.Has(type))));

    private static string StateOf(string state) => state switch
    {
        TaskStates.Completed => WorkflowNodeStates.Succeeded,
        TaskStates.Cancelled => WorkflowNodeStates.Cancelled,
        _ => WorkflowNodeStates.Failed,
    };
}
