using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Brings tasks to the windows of their operations, flushed windows to batches, and ends of tasks with their results to the batches they are part of.</summary>
internal sealed class BatchNoteCarrier(
    BatchWindowMailbox windows, SagaRunner<BatchSaga> batches, ISagaStore store, BulkTakers takers, IOptions<DistributionOptions> options) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<SagaItem>? collected = null, told = null;
        foreach (var commit in commits)
        {
            var number = 0;
            foreach (var note in commit.Emissions.OfType<Emission.ToBatches>().Select(e => e.Note))
            {
                var id = $"{commit.Id.Key}:{commit.Id.Version}:batch:{number++}";
                switch (note)
                {
                    case BatchNote.Join join:
                        var window = BatchIds.Window(join.Client, join.Operation);
                        (collected ??= []).Add(new(BatchIds.Joining(join) ?? id, window, new WindowJoined(window, join.Client, join.Operation, join.TaskId)));
                        break;
                    case BatchNote.Leave leave:
                        var left = BatchIds.Window(leave.Client, leave.Operation);
                        (collected ??= []).Add(new(id, left, new WindowLeft(left, leave.TaskId)));
                        break;
                    case BatchNote.Begin begin:
                        (told ??= []).Add(new(id, begin.BatchId, new BatchBegun(begin, await IsBulkAsync(begin, cancellation).ConfigureAwait(false))));
                        break;
                    case BatchNote.End end:
                        var result = end.How.State == TaskStates.Completed
                            ? commit.Result ?? await store.ReadResultAsync(commit.Id.Key, cancellation).ConfigureAwait(false)
                            : null;
                        (told ??= []).Add(new(id, end.BatchId, new MemberEnded(end.BatchId, end.TaskId, end.How, result)));
                        break;
                    case BatchNote.Absent absent:
                        (told ??= []).Add(new(id, absent.BatchId, new MemberAbsent(absent.BatchId, absent.TaskId)));
                        break;
                }
            }
        }

        if (collected is not null)
            await windows.DeliverAsync(collected).WaitAsync(cancellation).ConfigureAwait(false);
        // Not by a mailbox: what a batch leads to comes back to it, and its lane would wait for itself.
        if (told is not null)
            await batches.HandleAsync(told, cancellation).ConfigureAwait(false);
    }

    /// <summary>What its tasks ask for is looked at when they are made one task.</summary>
    private async Task<bool> IsBulkAsync(BatchNote.Begin begin, CancellationToken cancellation) =>
        options.Value.Bulk && begin.Tasks.Count > 1 && await takers.AnyAsync(begin.Operation, [], cancellation).ConfigureAwait(false);
}
