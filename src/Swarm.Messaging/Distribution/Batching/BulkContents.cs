using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>
/// An agent gets those tasks of a batch that still wait for it: what was cancelled, or came to its deadline, before this attempt left is not done.
/// When none is left nothing leaves: with the last one the batch has ended, and cancels the one task.
/// </summary>
internal sealed class BulkContents(ISagaStore store, TaskDefinition definition) : IDispatchFilter
{
    public async ValueTask<ReadOnlyMemory<byte>?> FilterAsync(ExecuteTask task, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (task.BatchId is not { } batch || task.TaskId != BatchIds.BulkTask(batch))
            return payload;
        var question = JsonElement.Parse(payload.Span);
        var members = BulkAnswer.TasksOf(question);
        var stored = await Task.WhenAll(members.Select(id => store.LoadAsync(definition.Key(id), cancellation))).ConfigureAwait(false);
        var waiting = stored.OfType<StoredSaga>().Select(definition.Read)
            .Where(s => s.CurrentState == TaskStates.Batched && s.BatchId == batch).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        return waiting.Count == members.Count ? payload
            : waiting.Count == 0 ? null
            : JsonSerializer.SerializeToUtf8Bytes(BulkAnswer.Only(question, waiting));
    }
}
