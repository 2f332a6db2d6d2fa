using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// A task whose swarm has ended: what its execution has come to is its end; only when that is nothing does another swarm get it. An execution
/// that has begun may still report for a moment, since its report may be on its way.
/// </summary>
internal sealed class WorkReturns(ISwarmWork work, WorkEnds ends, TaskCommands tasks, TaskQueries queries, IOptions<WorkOptions> options, TimeProvider time)
{
    /// <returns>False: not decided yet; ask again.</returns>
    public async Task<bool> SettleAsync(WorkNews one, CancellationToken cancellation)
    {
        if (await work.FindAsync(one.TaskId, cancellation).ConfigureAwait(false) is not { State: "returning" } task || task.Assignment != one.Assignment)
            return true;
        var id = WorkIds.Saga(one.TaskId, one.Assignment);
        var saga = await LoadAsync(id, cancellation).ConfigureAwait(false);
        if (saga is not null && !TaskStates.IsEnd(saga.CurrentState))
        {
            if (saga.CurrentState is TaskStates.Placed or TaskStates.Running && time.GetUtcNow() - one.At < options.Value.ReturnGrace)
                return false;
            await tasks.TakeBackAsync(id, cancellation).ConfigureAwait(false);
            saga = await LoadAsync(id, cancellation).ConfigureAwait(false);
        }

        if (saga is null or { CurrentState: TaskStates.Cancelled, Reason: SystemReasons.TakenBack })
            await work.FreeAsync(one.TaskId, one.Assignment, cancellation).ConfigureAwait(false);
        else if (TaskStates.IsEnd(saga.CurrentState))
            await ends.EndAsync(one.TaskId, one.Assignment, OutcomeOf(saga.CurrentState), saga.LastError ?? saga.Reason, cancellation).ConfigureAwait(false);
        else
            return false;
        return true;
    }

    public static string OutcomeOf(string state) => state switch
    {
        TaskStates.Completed => "completed",
        TaskStates.Cancelled => "cancelled",
        _ => "failed",
    };

    // A task of another kind under its id is no execution of it.
    private async Task<TaskSaga?> LoadAsync(string id, CancellationToken cancellation) =>
        await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is { Kind: SwarmTaskPolicy.KindName } saga ? saga : null;
}
