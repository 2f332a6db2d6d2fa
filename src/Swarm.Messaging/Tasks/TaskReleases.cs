using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// Lets tasks that were held back enter the queue: as with a submission, the slot or the place with its sequence number comes before the commit.
/// Again it changes nothing. An accepted task is never refused: while the queue is full this throws, and whoever asked asks again.
/// </summary>
internal sealed class TaskReleases(TaskQueries queries, SlotChooser chooser, SagaRunner<TaskSaga> tasks)
{
    /// <param name="why">For their timelines, see <see cref="TaskReleased"/>.</param>
    /// <returns>Those that are gone, or are damaged: of neither anything will be heard.</returns>
    public async Task<IReadOnlyList<string>> ReleaseAsync(
        string? batchId, IReadOnlyList<string> taskIds, string itemPrefix, CancellationToken cancellation, string? why = null)
    {
        var sagas = await Task.WhenAll(taskIds.Select(id => LoadAsync(id, cancellation))).ConfigureAwait(false);
        var held = sagas.OfType<TaskSaga>().Where(s => s.CurrentState is TaskStates.Batched or TaskStates.Blocked).ToList();
        var places = held.Count == 0 ? [] : (await chooser.ChooseAsync(
            [.. held.Select(s => new PlaceRequest(s.AttemptId, s.Requirements(), s.Client, s.Rank))], cancellation).ConfigureAwait(false)).Places;
        var byId = held.Zip(places).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);
        var full = byId.Values.FirstOrDefault(place => place is PlaceResult.BacklogFull or PlaceResult.TooManyClasses);
        var outcomes = await tasks.HandleAsync(
            [
                .. taskIds.Where(id => !byId.TryGetValue(id, out var place) || place is PlaceResult.Placed or PlaceResult.NoSlot)
                    .Select(id => new SagaItem($"{itemPrefix}:{id}:{Guid.NewGuid():N}", id, new TaskReleased(id, batchId, byId.GetValueOrDefault(id), why))),
            ],
            cancellation).ConfigureAwait(false);
        if (full is not null)
            throw new IOException($"Some of {taskIds.Count} tasks cannot enter the queue yet: {full}.");
        foreach (var failed in outcomes.OfType<ItemOutcome.Failed>().Where(failed => failed.Exception is not SagaDamagedException))
            throw new IOException("A task could not enter the queue.", failed.Exception);
        return [.. taskIds.Where((_, i) => sagas[i] is null)];
    }

    private async Task<TaskSaga?> LoadAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return await queries.LoadAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (SagaDamagedException)
        {
            return null;
        }
    }
}
