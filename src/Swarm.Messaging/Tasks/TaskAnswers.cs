using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>Refusals of commands about existing tasks.</summary>
internal static class TaskAnswers
{
    public static CommandRejected NotFound(string command, string taskId) => new()
    {
        Command = command,
        TaskId = taskId,
        Code = "not_found",
        Message = $"There is no task {taskId}. It was never accepted, or it ended and its retention is over.",
    };

    public static CommandRejected NotDeadLettered(string taskId, string state) => new()
    {
        Command = nameof(ReplayTask),
        TaskId = taskId,
        Code = "wrong_state",
        Message = $"The task {taskId} is in state {state}; only a dead-lettered task can be replayed. Submit a new task to run the work again.",
    };

    public static CommandRejected AlreadyEnded(string taskId, string state) => new()
    {
        Command = nameof(CancelTask),
        TaskId = taskId,
        Code = "wrong_state",
        Message = $"The task {taskId} has ended already, in state {state}; nothing was changed.",
    };

    public static CommandRejected BacklogFull(string command, string? taskId, string queue, long waiting, long bound) => new()
    {
        Command = command,
        TaskId = taskId,
        Code = "backlog_full",
        Message = $"The queue {queue} has {waiting} waiting tasks and takes no more than {bound}. "
            + "Nothing was accepted: submit again later, add targets, or raise the bound (Placement:BacklogBound).",
        Violations = [new FieldViolation("kind", queue, $"At most {bound} tasks wait in a queue.", "backlog_full")],
    };
}
