using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// Tasks that wait for others, beyond the two sagas of a pair: those that are waited for before they exist, and cycles. A cycle is refused with the task that would
/// close it; of tasks that come at the same moment, whoever looks last, after the commit, finds it and ends.
/// </summary>
internal sealed class TaskDependencies(ITaskWaits waits, TaskQueries queries, SagaRunner<TaskSaga> tasks) : ISubmissionFilter
{
    /// <summary>Code of the refusal, and what the reason of an end begins with.</summary>
    public const string Cycle = "dependency_cycle";

    /// <summary>Tasks looked at in search of a cycle.</summary>
    private const int MostLooked = 1_000;

    /// <summary>Only one that somebody waits for already can close a cycle.</summary>
    public async ValueTask<CommandRejected?> RefuseAsync(TaskOrder order, CancellationToken cancellation)
    {
        if (order.Hold is not { Dependencies: { Count: > 0 } dependencies }
            || (await waits.FindAsync([order.TaskId], cancellation).ConfigureAwait(false)).Count == 0
            || await FindCycleAsync(order.TaskId, dependencies, cancellation).ConfigureAwait(false) is not { } cycle)
            return null;
        return new CommandRejected
        {
            Command = nameof(SubmitTask),
            TaskId = order.TaskId,
            Code = Cycle,
            Message = $"The task {order.TaskId} would wait for itself: {Shown(cycle)}. Nothing was accepted: leave out one of these dependencies, or cancel a task that waits.",
            Violations = [new FieldViolation("constraints.dependencies", Shown(cycle), "Tasks that do not wait for this one.", Cycle)],
        };
    }

    public void Met(TaskOrder order)
    {
        // Nothing was taken.
    }

    /// <summary>What these tasks wait for does not exist: it will find them when it comes.</summary>
    public Task RememberAsync(IReadOnlyCollection<TaskWait> missing, CancellationToken cancellation) => waits.AddAsync(missing, cancellation);

    /// <summary>Accepted just now: who waited for one of them is told to it, and who waits for itself ends.</summary>
    public async Task ArrivedAsync(IReadOnlyCollection<CommittedOutbox> accepted, CancellationToken cancellation)
    {
        string[] ids = [.. accepted.Select(c => c.Id.Key.Id)];
        var waiting = await waits.FindAsync(ids, cancellation).ConfigureAwait(false);
        if (waiting.Count > 0)
        {
            await tasks.HandleAsync(
                [.. waiting.Select(w => new SagaItem($"waits:{w.Dependent}:{w.TaskId}:{Guid.NewGuid():N}", w.TaskId, new DependentJoined(w.TaskId, w.Dependent)))],
                cancellation).ConfigureAwait(false);
            await waits.RemoveAsync([.. waiting.Select(w => w.TaskId).Distinct(StringComparer.Ordinal)], cancellation).ConfigureAwait(false);
        }

        foreach (var id in accepted.Where(c => c.Emissions.Any(e => e is Emission.ToTasks)).Select(c => c.Id.Key.Id))
            await EndIfWaitsForItselfAsync(id, cancellation).ConfigureAwait(false);
    }

    private async Task EndIfWaitsForItselfAsync(string id, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is not { CurrentState: TaskStates.Blocked, Dependents.Count: > 0, Dependencies: { Count: > 0 } dependencies }
            || await FindCycleAsync(id, dependencies, cancellation).ConfigureAwait(false) is not { } cycle)
            return;
        await tasks.HandleAsync(
            [new SagaItem($"cycle:{id}:{Guid.NewGuid():N}", id, new DependencyEnded(id, cycle[1], null, Shown(cycle)))], cancellation).ConfigureAwait(false);
    }

    /// <returns>The task, who it waits for, who that one waits for and so on to the task again; null when there is no such way.</returns>
    private async Task<IReadOnlyList<string>?> FindCycleAsync(string id, IReadOnlyList<string> dependencies, CancellationToken cancellation)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<(string Of, string Task)> next = [.. dependencies.Select(d => (id, d))];
        while (next.Count > 0 && before.Count < MostLooked)
        {
            var fresh = next.Where(n => before.TryAdd(n.Task, n.Of)).Select(n => n.Task).ToList();
            if (before.ContainsKey(id))
                return Path(id, before);
            var sagas = await Task.WhenAll(fresh.Select(task => queries.LoadAsync(task, cancellation))).ConfigureAwait(false);
            next = [.. sagas.OfType<TaskSaga>().Where(s => s.CurrentState == TaskStates.Blocked).SelectMany(s => (s.Dependencies ?? []).Select(d => (s.Id, d)))];
        }

        return null;
    }

    private static List<string> Path(string id, Dictionary<string, string> before)
    {
        List<string> path = [id];
        do
            path.Add(before[path[^1]]);
        while (path[^1] != id);
        path.Reverse();
        return path;
    }

    private static string Shown(IReadOnlyList<string> cycle) => string.Join(" -> ", cycle);
}
