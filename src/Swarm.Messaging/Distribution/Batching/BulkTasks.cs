using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>A batch as one task of an agent, and its answer as the ends of many.</summary>
internal sealed partial class BulkTasks(
    TaskCommands commands, TaskQueries queries, SagaRunner<TaskSaga> tasks, ISagaStore store, BulkTakers takers, ILogger<BulkTasks> log)
{
    private const int MostTold = 10;

    /// <summary>First each is told that it is part of it: what has ended meanwhile tells the batch so, and is left out.</summary>
    public async Task<BulkSubmission> SubmitAsync(string batchId, string bulkTask, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        await tasks.HandleAsync(
            [.. members.Select(id => new SagaItem($"{batchId}:{id}:enlisted", id, new TaskEnlisted(id, batchId)))], cancellation).ConfigureAwait(false);
        var sagas = (await Task.WhenAll(members.Select(id => queries.LoadAsync(id, cancellation))).ConfigureAwait(false))
            .OfType<TaskSaga>().Where(s => s.CurrentState == TaskStates.Batched && s.BatchId == batchId).ToList();
        if (sagas.Count == 0)
            return new BulkSubmission.Accepted();
        var submission = await SubmitAsync(batchId, bulkTask, sagas, cancellation).ConfigureAwait(false);
        // Told twice, at the same time, another may have begun it with those that were left.
        return submission is not BulkSubmission.Accepted && await queries.LoadAsync(bulkTask, cancellation).ConfigureAwait(false) is not null
            ? new BulkSubmission.Accepted()
            : submission;
    }

    private async Task<BulkSubmission> SubmitAsync(string batchId, string bulkTask, List<TaskSaga> sagas, CancellationToken cancellation)
    {
        var first = sagas[0];
        if (BulkFit.Against(sagas) is { } apart)
            return new BulkSubmission.Refused(apart);
        if (!await takers.AnyAsync(first.Operation, first.Tags ?? [], cancellation).ConfigureAwait(false))
            return new BulkSubmission.Refused($"no agent that takes batches of {first.Operation} has what they ask for");
        var inputs = await Task.WhenAll(sagas.Select(s => store.ReadPayloadAsync(new SagaKey(TaskDefinition.TypeName, s.Id), cancellation))).ConfigureAwait(false);
        var question = BulkAnswer.Question(
            batchId, first.Client, first.Operation, sagas.Select((s, i) => (s.Id, s.IdempotencyKey ?? s.Id, inputs[i] is { } input ? (JsonElement?)JsonElement.Parse(input.Span) : null)));
        var answer = (await commands.SubmitAsync(
            [
                new Submission(
                    new SubmitTask
                    {
                        TaskId = bulkTask, Client = first.Client, Kind = CrmPolicy.KindName, Operation = first.Operation, Payload = question,
                        Rank = sagas.Min(s => s.Rank), TimeoutMs = sagas.Max(s => s.TimeoutMs),
                        // What one of them must not have, none can have.
                        Retry = new RetrySettings { MaxAttempts = sagas.Min(s => s.Retry.MaxAttempts) },
                    },
                    Needs: [SkillWords.Bulk(first.Operation), .. first.Tags ?? []], BatchId: batchId),
            ],
            cancellation).ConfigureAwait(false))[0];
        return answer.Rejected switch
        {
            // Another content: since then some have ended. What is under way, or has ended, is what counts.
            null or { Code: "id_conflict" } => new BulkSubmission.Accepted(),
            { } refused when PassingRefusals.Is(refused) => new BulkSubmission.Later(refused.Message),
            { } refused => new BulkSubmission.Refused(refused.Message),
        };
    }

    /// <summary>What the one task began and did not answer has had an execution that is in doubt: it may have taken effect.</summary>
    /// <returns>Those that it certainly did not begin.</returns>
    public async Task<IReadOnlyList<string>> AnswerAsync(string batchId, string bulkTask, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        var key = new SagaKey(TaskDefinition.TypeName, bulkTask);
        var one = await queries.LoadAsync(bulkTask, cancellation).ConfigureAwait(false);
        var reading = await ReadAsync(key, cancellation).ConfigureAwait(false);
        var answers = reading.Items;
        if (reading.Warnings.Count > 0)
            Faulty(bulkTask, one?.LastTarget, string.Join("; ", reading.Warnings.Take(MostTold)), reading.Warnings.Count);
        var executions = await ExecutionsAsync(key, cancellation).ConfigureAwait(false);
        // Ended and gone already: what it did is not known any more.
        var begun = one is null || executions > 0;
        var doubted = begun ? await GivenAsync(batchId, [.. members.Where(id => !answers.ContainsKey(id))], cancellation).ConfigureAwait(false) : [];
        await tasks.HandleAsync(
            [
                .. members.Where(id => answers.ContainsKey(id) || doubted.Contains(id)).Select(id => (Id: id, Item: answers.GetValueOrDefault(id) ?? Doubt(id))).Select(m => new SagaItem(
                    $"{batchId}:{m.Id}:item", m.Id, new ItemEnded(
                        m.Id, batchId, m.Item.Result, m.Item.Error, one?.LastTarget, one?.StartedAt, one?.Sequence ?? 0, Math.Max(1, executions)))),
            ],
            cancellation).ConfigureAwait(false);
        return [.. members.Where(id => !answers.ContainsKey(id) && !doubted.Contains(id))];

        BulkReading.Item Doubt(string id) => new(null, BulkAnswer.Doubt(bulkTask, one, reading.Fault ?? reading.Faults.GetValueOrDefault(id)));
    }

    private async Task<BulkReading> ReadAsync(SagaKey bulkTask, CancellationToken cancellation)
    {
        if (await store.ReadResultAsync(bulkTask, cancellation).ConfigureAwait(false) is not { } answer)
            return BulkReading.None;
        var question = await store.ReadPayloadAsync(bulkTask, cancellation).ConfigureAwait(false);
        return BulkReading.Of(JsonElement.Parse(answer.Span), BulkAnswer.TasksOf(question is { } asked ? JsonElement.Parse(asked.Span) : null).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Executions that an agent may have begun: one that came back untouched, was lost before its start or refused leaves no doubt.</summary>
    private async Task<int> ExecutionsAsync(SagaKey bulkTask, CancellationToken cancellation) =>
        (await store.ReadCollectionAsync(bulkTask, TaskCollections.Attempts, cancellation).ConfigureAwait(false))
            .Select(TaskCollections.ReadAttempt).Where(a => a.Outcome != "refused").Select(a => a.Number).DefaultIfEmpty(0).Max();

    /// <summary>Of these the ones that were told to be part of it; another was never sent with it.</summary>
    private async Task<HashSet<string>> GivenAsync(string batchId, IReadOnlyList<string> members, CancellationToken cancellation) =>
        (await Task.WhenAll(members.Select(id => queries.LoadAsync(id, cancellation))).ConfigureAwait(false))
            .OfType<TaskSaga>().Where(s => s.CurrentState == TaskStates.Batched && s.BatchId == batchId).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of {TargetId} for {TaskId} is wrong in {Count} places: {Faults}. What has no answer by it has had an execution that is in doubt")]
    private partial void Faulty(string taskId, string? targetId, string faults, int count);
}
