using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>A batch as one task of an agent, and its answer as the ends of many.</summary>
internal sealed class BulkTasks(TaskCommands commands, TaskQueries queries, SagaRunner<TaskSaga> tasks, ISagaStore store)
{
    /// <summary>First each is told that it is part of it: what has ended meanwhile tells the batch so, and is left out.</summary>
    public async Task SubmitAsync(string batchId, string bulkTask, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        await tasks.HandleAsync(
            [.. members.Select(id => new SagaItem($"{batchId}:{id}:enlisted", id, new TaskEnlisted(id, batchId)))], cancellation).ConfigureAwait(false);
        var sagas = (await Task.WhenAll(members.Select(id => queries.LoadAsync(id, cancellation))).ConfigureAwait(false))
            .OfType<TaskSaga>().Where(s => s.CurrentState == TaskStates.Batched && s.BatchId == batchId).ToList();
        if (sagas.Count == 0)
            return;
        var inputs = await Task.WhenAll(sagas.Select(s => store.ReadPayloadAsync(new SagaKey(TaskDefinition.TypeName, s.Id), cancellation))).ConfigureAwait(false);
        var first = sagas[0];
        var question = BulkAnswer.Question(
            batchId, first.Client, first.Operation, sagas.Select((s, i) => (s.Id, s.IdempotencyKey ?? s.Id, inputs[i] is { } input ? (JsonElement?)JsonElement.Parse(input.Span) : null)));
        var answer = (await commands.SubmitAsync(
            [
                new Submission(
                    new SubmitTask
                    {
                        TaskId = bulkTask, Client = first.Client, Kind = CrmPolicy.KindName, Operation = first.Operation, Payload = question,
                        Rank = sagas.Min(s => s.Rank), TimeoutMs = sagas.Max(s => s.TimeoutMs),
                    },
                    Needs: [SkillWords.Bulk(first.Operation), .. sagas.SelectMany(s => s.Tags ?? [])], BatchId: batchId),
            ],
            cancellation).ConfigureAwait(false))[0];
        // Another content: since then some have ended. What is under way, or has ended, is what counts.
        if (answer.Rejected is { Code: not "id_conflict" } refused)
            throw new IOException($"The task for the batch {batchId} cannot begin yet: {refused.Message}");
    }

    /// <returns>Those for which there is no answer.</returns>
    public async Task<IReadOnlyList<string>> AnswerAsync(string batchId, string bulkTask, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        var one = await queries.LoadAsync(bulkTask, cancellation).ConfigureAwait(false);
        var result = await store.ReadResultAsync(new SagaKey(TaskDefinition.TypeName, bulkTask), cancellation).ConfigureAwait(false);
        if (one is null || result is not { } bytes)
            return members;
        var answers = BulkAnswer.Read(JsonElement.Parse(bytes.Span));
        await tasks.HandleAsync(
            [
                .. members.Where(answers.ContainsKey).Select(id => new SagaItem($"{batchId}:{id}:item", id, new ItemEnded(
                    id, batchId, answers[id].Result, answers[id].Error, one.LastTarget, one.StartedAt, one.Sequence))),
            ],
            cancellation).ConfigureAwait(false);
        return [.. members.Where(id => !answers.ContainsKey(id))];
    }
}
