using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// Callers know a swarm's task by its own id, whichever assignment of it is executed, and also while none is. Whatever is no task of a swarm costs nothing more: it is asked for only when
/// the task of that id is not there, has ended, or is a swarm's.
/// </summary>
internal sealed class SwarmTaskIds(ISwarmWork work, SwarmWorkCommands commands, TaskCommands tasks, TaskQueries queries, IOptions<WorkOptions> options) : ITaskAccess
{
    public async Task<object> CancelAsync(CancelTask command, string? itemId, CancellationToken cancellation)
    {
        var answer = await tasks.CancelAsync(command, itemId, cancellation).ConfigureAwait(false);
        // Each round but the last has seen it go on in between.
        while (IsPast(answer) && await work.FindAsync(command.TaskId!, cancellation).ConfigureAwait(false) is { } task)
        {
            if (task.State == "ended")
                return Ended(command.TaskId!, task);
            var id = WorkIds.Saga(command.TaskId!, task.Assignment);
            if (task.Assignment > 1)
                answer = await tasks.CancelAsync(command with { TaskId = id }, itemId is null ? null : $"{itemId}:{id}", cancellation).ConfigureAwait(false);
            // Its end is on its way to the swarm's task.
            if (!IsPast(answer) || (task.Assignment > 0 && await ExecutionAsync(id, cancellation).ConfigureAwait(false) is { Reason: not SystemReasons.TakenBack }))
                return answer is CommandDone done ? done with { TaskId = command.TaskId! } : answer;
            if (await work.CancelAsync(command.TaskId!, task.Assignment, command.Reason, cancellation).ConfigureAwait(false))
                return Cancelled(command.TaskId!, changed: true);
        }

        return answer;
    }

    /// <summary>The execution of the present assignment; the swarm's task itself while there is none.</summary>
    public async Task<TaskDetails?> GetAsync(string taskId, bool includePayload, CancellationToken cancellation)
    {
        var found = await queries.GetAsync(taskId, includePayload, cancellation).ConfigureAwait(false);
        if (found is not (null or { Kind: SwarmTaskPolicy.KindName }) || await work.FindAsync(taskId, cancellation).ConfigureAwait(false) is not { } task)
            return found;
        if (task.Assignment > 1)
            found = await queries.GetAsync(WorkIds.Saga(taskId, task.Assignment), includePayload, cancellation).ConfigureAwait(false);
        if (found is not (null or { Reason: SystemReasons.TakenBack }))
            return IsReturning(task, found) ? found with { Reason = await WhyAsync(task, found.State, cancellation).ConfigureAwait(false) } : found;
        return Details(task, await WhyAsync(task, null, cancellation).ConfigureAwait(false)) with { Payload = includePayload ? task.Order.Payload : null };
    }

    public async Task<TaskExplanation?> ExplainAsync(string taskId, CancellationToken cancellation)
    {
        var found = await queries.ExplainAsync(taskId, cancellation).ConfigureAwait(false);
        if (found is not (null or { Task.Kind: SwarmTaskPolicy.KindName }) || await work.FindAsync(taskId, cancellation).ConfigureAwait(false) is not { } task)
            return found;
        if (task.Assignment > 1)
            found = await queries.ExplainAsync(WorkIds.Saga(taskId, task.Assignment), cancellation).ConfigureAwait(false);
        if (found is not (null or { Task.Reason: SystemReasons.TakenBack }))
            return IsReturning(task, found.Task) ? found with { Why = await WhyAsync(task, found.Task.State, cancellation).ConfigureAwait(false), Placement = found.Placement with { Candidates = [], LongLost = 0 } } : found;
        var why = await WhyAsync(task, null, cancellation).ConfigureAwait(false);
        return new TaskExplanation(Details(task, why), why, new PlacementExplanation(
            "none", SwarmTaskPolicy.KindName, null, null, null, null, task.Order.Rank, 0, null, null, task.Order.Strategy, new KindReport(SwarmTaskPolicy.KindName, 0, 0, ""), []));
    }

    private async Task<TaskSaga?> ExecutionAsync(string id, CancellationToken cancellation) =>
        await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is { Kind: SwarmTaskPolicy.KindName } saga ? saga : null;

    /// <summary>Taken from its swarm, while its execution there is still on: where that runs is not where the task stands.</summary>
    private static bool IsReturning(SwarmTaskRecord task, TaskSummary execution) => task.State == "returning" && !TaskStates.IsEnd(execution.State);

    /// <param name="execution">State of its execution; null: there is none.</param>
    private async Task<string> WhyAsync(SwarmTaskRecord task, string? execution, CancellationToken cancellation) =>
        await commands.GetAsync(task.Order.TaskId, cancellation).ConfigureAwait(false) switch
        {
            SwarmTaskDistributed view => SwarmTaskWords.Why(view, task.Order.Capabilities, execution, options.Value.ReturnGrace),
            CommandRejected gone => gone.Message,
            var other => throw new InvalidOperationException($"A swarm's task was answered as {other.GetType().Name}."),
        };

    private static TaskDetails Details(SwarmTaskRecord task, string why) => new()
    {
        TaskId = task.Order.TaskId,
        Client = task.SwarmId ?? task.Order.QueuedBy ?? "",
        Kind = SwarmTaskPolicy.KindName,
        Operation = task.Order.Type,
        State = StateOf(task),
        Rank = task.Order.Rank,
        Sequence = task.Sequence,
        SubmittedAt = task.QueuedAt,
        EndedAt = task.EndedAt,
        Reason = task.Reason ?? why,
    };

    private static string StateOf(SwarmTaskRecord task) => task switch
    {
        { State: not "ended" } => TaskStates.Parked,
        { Outcome: "completed" } => TaskStates.Completed,
        { Outcome: "cancelled" } => TaskStates.Cancelled,
        _ => TaskStates.DeadLettered,
    };

    private static object Ended(string taskId, SwarmTaskRecord task) => task.Outcome == "cancelled" ? Cancelled(taskId, changed: false) : TaskAnswers.AlreadyEnded(taskId, StateOf(task));

    private static CommandDone Cancelled(string taskId, bool changed) => new() { Command = nameof(CancelTask), TaskId = taskId, State = TaskStates.Cancelled, Changed = changed };

    private static bool IsPast(object answer) => answer is CommandDone { Changed: false } or CommandRejected { Code: "not_found" or "wrong_state" };
}
