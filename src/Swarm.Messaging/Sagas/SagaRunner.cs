using BitFaster.Caching.Lru;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas;

/// <summary>
/// Advances the sagas of all items of one carrier together: groups by saga, one load and one commit per group, the commits
/// of all groups side by side; what they emit leaves grouped by destination. Returns when it has left.
/// </summary>
internal sealed partial class SagaRunner<TSaga>(
    SagaGroupHandler<TSaga> handler,
    ISagaStore store,
    OutboxDispatcher outbox,
    CommitWatch watch,
    TimeProvider time,
    ILogger<SagaRunner<TSaga>> log)
    where TSaga : class, IStoredSagaInstance
{
    /// <summary>How often a bad item is tried alone, and how long apart, before it is given up.</summary>
    private static readonly TimeSpan[] LoneTries =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    /// <summary>How often the log names a damaged saga.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(1);

    /// <summary>Damaged sagas that were named, and when.</summary>
    private readonly ConcurrentLru<string, long> told = new(1_024);

    /// <summary>Outcomes in the order of the items. Throws only when the store or the bus is out of reach: then nothing may be acknowledged.</summary>
    public async Task<IReadOnlyList<ItemOutcome>> HandleAsync(IReadOnlyList<SagaItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0)
            return [];
        var outcomes = new ItemOutcome[items.Count];
        var work = Start(items, outcomes, cancellation);
        var commits = await Task.WhenAll(work).ConfigureAwait(false);
        await DispatchAsync([.. commits.OfType<CommittedOutbox>()], cancellation).ConfigureAwait(false);
        await RetryFailedAloneAsync(items, outcomes, cancellation).ConfigureAwait(false);
        foreach (var outcome in outcomes)
        {
            if (outcome is ItemOutcome.Failed or ItemOutcome.LeftForNewer)
                watch.Tell(outcome);
            if (outcome is ItemOutcome.Failed { Exception: SagaDamagedException damage } && IsNews(damage.Key.Id))
                Damaged(damage.Message);
        }

        return outcomes;
    }

    private List<Task<CommittedOutbox?>> Start(IReadOnlyList<SagaItem> items, ItemOutcome[] outcomes, CancellationToken cancellation)
    {
        var groups = Group(items);
        if (groups.Count == 1)
            return [RunGroupAsync(groups.First(), items, outcomes, null, cancellation)];
        var gathering = new CommitGathering();
        // Each comes as far as its commit, unless it has to load its saga first.
        var work = groups.Select(group => RunGroupAsync(group, items, outcomes, gathering, cancellation)).ToList();
        gathering.Leave(store, cancellation);
        return work;
    }

    private static IReadOnlyCollection<List<int>> Group(IReadOnlyList<SagaItem> items)
    {
        if (items.Count == 1)
            return [[0]];
        var groups = new Dictionary<string, List<int>>(items.Count, StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (!groups.TryGetValue(items[i].SagaId, out var group))
                groups.Add(items[i].SagaId, group = []);
            group.Add(i);
        }

        return groups.Values;
    }

    private async Task<CommittedOutbox?> RunGroupAsync(
        List<int> group, IReadOnlyList<SagaItem> items, ItemOutcome[] outcomes, CommitGathering? gathering, CancellationToken cancellation)
    {
        var result = await RunSafelyAsync([.. group.Select(i => items[i])], gathering, cancellation).ConfigureAwait(false);
        for (var n = 0; n < group.Count; n++)
            outcomes[group[n]] = result.Outcomes[n];
        return result.Emitted;
    }

    /// <summary>Damage or a defect met by one saga is that saga's alone; store and bus out of reach are everybody's.</summary>
    private async Task<GroupResult> RunSafelyAsync(IReadOnlyList<SagaItem> items, CommitGathering? gathering, CancellationToken cancellation)
    {
        try
        {
            return await handler.HandleAsync(items, gathering, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            if (e is not SagaDamagedException)
                Broke(items[0].SagaId, items.Count, e);
            return new GroupRound(items).SettleRest(new ItemOutcome.Failed(e));
        }
    }

    /// <summary>What is damaged stays so until somebody mends it, and its timers come again and again.</summary>
    private bool IsNews(string sagaId)
    {
        if (told.TryGet(sagaId, out var at) && time.GetElapsedTime(at) < Reminder)
            return false;
        told.AddOrUpdate(sagaId, time.GetTimestamp());
        return true;
    }

    private async Task RetryFailedAloneAsync(
        IReadOnlyList<SagaItem> items, ItemOutcome[] outcomes, CancellationToken cancellation)
    {
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var delay in LoneTries)
            {
                if (outcomes[i] is not ItemOutcome.Failed { Exception: not SagaDamagedException })
                    break;
                await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
                var result = await RunSafelyAsync([items[i]], null, cancellation).ConfigureAwait(false);
                outcomes[i] = result.Outcomes[0];
                if (result.Emitted is { } emitted)
                    await DispatchAsync([emitted], cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What cannot leave now, or not soon, is in the outbox: the commit stands, and the relay sends it.</summary>
    private async Task DispatchAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        // Whoever waits for the answer does not wait for the broker: accepted is what is committed. What is under way is left to end by
        // itself: cancelled, it would be sent a second time for certain.
        try
        {
            await outbox.DispatchAsync(commits, CancellationToken.None).WaitAsync(OutboxRelay.Age, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotSent(commits.Count, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} items of {SagaId} could not be handled; those of others go on")]
    private partial void Broke(string sagaId, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Damage} Its items fail until then, those of others go on")]
    private partial void Damaged(string damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Count} commits emitted could not leave; it is stored and will be sent again")]
    private partial void NotSent(int count, Exception exception);
}
