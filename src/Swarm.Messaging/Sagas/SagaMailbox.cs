namespace Swarm.Messaging.Sagas;

/// <summary>
/// Items on their way to sagas to which many come. What comes for one while its last step is being committed goes together into the next one;
/// nobody waits for company. What an item leads to must not come back here: its lane would wait for itself.
/// </summary>
internal class SagaMailbox<TSaga>(SagaRunner<TSaga> sagas)
    where TSaga : class, IStoredSagaInstance
{
    private const int MaxItems = 500;

    private readonly Lane[] lanes = [.. Enumerable.Range(0, 16).Select(_ => new Lane(sagas))];

    /// <summary>Returns when all have been applied, or were not wanted any more.</summary>
    public Task DeliverAsync(IReadOnlyList<SagaItem> items) => Task.WhenAll(items
        .GroupBy(item => (uint)string.GetHashCode(item.SagaId, StringComparison.Ordinal) % (uint)lanes.Length)
        .Select(lane => lanes[lane.Key].DeliverAsync([.. lane])));

    private sealed class Lane(SagaRunner<TSaga> sagas)
    {
        private readonly Lock gate = new();
        private readonly Queue<(IReadOnlyList<SagaItem> Items, TaskCompletionSource Done)> waiting = [];
        private bool busy;

        public Task DeliverAsync(IReadOnlyList<SagaItem> items)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                waiting.Enqueue((items, done));
                if (busy)
                    return done.Task;
                busy = true;
            }

            _ = Task.Run(EmptyAsync);
            return done.Task;
        }

        private async Task EmptyAsync()
        {
            while (Next() is { Count: > 0 } parts)
            {
                try
                {
                    // Whoever stops waiting does not take the others' items away.
                    await sagas.HandleAsync([.. parts.SelectMany(part => part.Items)], CancellationToken.None).ConfigureAwait(false);
                    parts.ForEach(part => part.Done.TrySetResult());
                }
                catch (Exception e)
                {
                    parts.ForEach(part => part.Done.TrySetException(e));
                }
            }
        }

        private List<(IReadOnlyList<SagaItem> Items, TaskCompletionSource Done)> Next()
        {
            lock (gate)
            {
                var parts = new List<(IReadOnlyList<SagaItem> Items, TaskCompletionSource Done)>();
                for (var count = 0; waiting.TryPeek(out var part) && (count == 0 || count + part.Items.Count <= MaxItems); count += part.Items.Count)
                    parts.Add(waiting.Dequeue());
                busy = parts.Count > 0;
                return parts;
            }
        }
    }
}
