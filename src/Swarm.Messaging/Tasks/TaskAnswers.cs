using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

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

    /// <param name="done">What was asked for, as a participle, and what else can be done.</param>
    public static CommandRejected NotDeadLettered(
        string taskId, string state, string command = nameof(ReplayTask), string done = "replayed. Submit a new task to run the work again.") =>
        new()
        {
            Command = command,
            TaskId = taskId,
            Code = "wrong_state",
            Message = $"The task {taskId} is in state {state}; only a dead-lettered task can be {done}",
        };

    public static CommandRejected NotReplayed(string taskId, string instead) => new() { Command = nameof(ReplayTask), TaskId = taskId, Code = "wrong_state", Message = instead };

    /// <summary>Alone it would run outside its run, which has gone on without it and runs it once more when it runs again.</summary>
    public static CommandRejected OfRun(TaskSaga saga, NodeOrigin node)
    {
        var name = saga.Labels?.GetValueOrDefault("node") ?? "NODE";
        return new()
        {
            Command = nameof(ReplayTask),
            TaskId = saga.Id,
            Code = "wrong_state",
            Message = $"The task {saga.Id} is {(node.Undo ? "the compensation of " : "")}the node {name} of the run {node.Workflow}, which has gone on without it: replayed alone, it would be done outside the run, "
                + $"and once more when that runs again. Nothing was changed. Run the workflow again from the node: swarm workflow rerun {node.Workflow} --from {name}.",
        };
    }

    /// <summary>A call for all of a batch that failed is never made again: its tasks went on by themselves.</summary>
    public static CommandRejected NoDeadPart(string taskId, string batchId) => new()
    {
        Command = nameof(ReplayTask),
        TaskId = taskId,
        Code = "wrong_state",
        Message = $"The task {taskId} was one call for the tasks of {batchId}, which go on by themselves since it failed; none of them is a dead letter, so nothing was replayed. swarm batches show {batchId} tells how they are.",
    };

    public static CommandRejected NoApproval(string taskId, string state, string? approval, IReadOnlyList<string> open) => new()
    {
        Command = "ApproveTask",
        TaskId = taskId,
        Code = "wrong_state",
        Message = $"The task {taskId} is in state {state} and waits for no approval{(approval is null ? "" : $" named {approval}")}; nothing was changed. "
            + (open.Count == 0 ? "It waits for none." : $"It waits for {string.Join(", ", open)}."),
    };

    public static CommandRejected AlreadyEnded(string taskId, string state) => new()
    {
        Command = nameof(CancelTask),
        TaskId = taskId,
        Code = "wrong_state",
        Message = $"The task {taskId} has ended already, in state {state}; nothing was changed.",
    };

    public static CommandRejected StoredByNewer(string command, string? taskId, SagaSchemaException e) => new()
    {
        Command = command,
        TaskId = taskId,
        Code = "unavailable",
        Message = $"{e.Message} Nothing was changed: ask a host of the newer version, or again when this one is upgraded.",
    };

    public static CommandRejected Failed(string command, string taskId, Exception e) => new()
    {
        Command = command,
        TaskId = taskId,
        Code = e is SagaDamagedException ? SagaDamagedException.Code : "internal",
        Message = e is SagaDamagedException
            ? $"{command} changed nothing. {e.Message}"
            : $"{command} for the task {taskId} failed within the system, alone and repeatedly ({e.GetType().Name}): its document is damaged, or this is a defect. The host's log says which.",
    };

    /// <summary>It names what is damaged, which may be another saga than the one that was asked for.</summary>
    public static CommandRejected Damaged(string command, SagaDamagedException e) => new()
    {
        Command = command,
        TaskId = e.Key.Type == TaskDefinition.TypeName ? e.Key.Id : null,
        ExecutionId = e.Key.Type == WorkflowDefinition.TypeName ? e.Key.Id : null,
        Code = SagaDamagedException.Code,
        Message = $"{command} changed nothing. {e.Message}",
    };

    private static CommandRejected BacklogFull(string command, string? taskId, string queue, long waiting, long bound) => new()
    {
        Command = command,
        TaskId = taskId,
        Code = "backlog_full",
        Message = $"The queue {queue} has {waiting} waiting tasks and takes no more than {bound}. "
            + "Nothing was accepted: submit again later, add targets, or raise the bound (Placement:BacklogBound).",
        Violations = [new FieldViolation("kind", queue, $"At most {bound} tasks wait in a queue.", "backlog_full")],
    };

    /// <summary>Null when placement did not refuse.</summary>
    public static CommandRejected? RefusedBy(PlaceResult place, string command, string taskId, string queue) => place switch
    {
        PlaceResult.BacklogFull full => BacklogFull(command, taskId, queue, full.Waiting, full.Bound),
        PlaceResult.TooManyClasses many => new CommandRejected
        {
            Command = command,
            TaskId = taskId,
            Code = "backlog_full",
            Message = $"Tasks with {many.Classes} different needs wait already, and no more than {many.Bound} may. "
                + "Nothing was accepted: submit again later, or name fewer distinct tags in requires.",
            Violations = [new FieldViolation("requires", null, $"At most {many.Bound} different needs wait at a time.", "backlog_full")],
        },
        _ => null,
    };
}
