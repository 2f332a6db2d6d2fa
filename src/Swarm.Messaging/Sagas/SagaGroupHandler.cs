using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas;

/// <summary>Applies the items of one saga, in order, with one load and one commit; starts over from a fresh load when the commit is refused.</summary>
internal sealed partial class SagaGroupHandler<TSaga>(
    SagaDefinition<TSaga> definition,
    SagaMachine<TSaga> machine,
    ISagaStore store,
    SagaMemory<TSaga> memory,
    CommitWatch watch,
    ITransitionLog transitions,
    TimeProvider time,
    ILogger<SagaGroupHandler<TSaga>> log)
    where TSaga : class, IStoredSagaInstance
{
    /// <summary>Refused commits in a row after which something else than a race must be wrong.</summary>
    private const int MaxRefusals = 1_000;

    /// <summary>Unknown outcomes in a row (the store did not answer) before the carrier is given back to the bus.</summary>
    private const int MaxUnknown = 8;

    /// <param name="gathering">Where its first commit waits for those of the carrier's other groups; null: it does not.</param>
    public async Task<GroupResult> HandleAsync(IReadOnlyList<SagaItem> items, CommitGathering? gathering, CancellationToken cancellation)
    {
        var round = new GroupRound(items);
        var unknown = 0;
        for (var refusals = 0; refusals < MaxRefusals; refusals++)
        {
            // A beginning event usually meets no saga: the commit's must-be-absent check decides, and saves the load.
            var first = refusals == 0 && unknown == 0;
            var assumeAbsent = first && definition.Creates(items[0].Event);
            // A timer is judged by the saga as it is.
            var remembered = first && !assumeAbsent && items.All(item => item.Timer is null) ? memory.Find(definition.Key(items[0].SagaId)) : null;
            try
            {
                if (await TryOnceAsync(round, assumeAbsent, remembered, gathering, cancellation).ConfigureAwait(false) is { } result)
                    return result;
            }
            catch (Exception e) when (store.IsOutcomeUnknown(e) && unknown++ < MaxUnknown && !cancellation.IsCancellationRequested)
            {
                // The commit may have happened or not: a fresh load and the inbox tell.
                memory.Forget(definition.Key(items[0].SagaId));
                round.Unsure();
                OutcomeUnknown(definition.Type, items[0].SagaId, unknown, e);
                await Task.Delay(TimeSpan.FromMilliseconds(50 * unknown * unknown), time, cancellation).ConfigureAwait(false);
            }
        }

        throw new InvalidOperationException(
            $"The commit of {definition.Key(items[0].SagaId)} was refused {MaxRefusals} times in a row; last state of the items: {round}.");
    }

    /// <returns>Null: from a fresh load once more.</returns>
    private async Task<GroupResult?> TryOnceAsync(GroupRound round, bool assumeAbsent, StoredSaga? remembered, CommitGathering? gathering, CancellationToken cancellation)
    {
        var key = definition.Key(round.Items[0].SagaId);
        round.Restart();
        var stored = remembered is not null ? remembered : assumeAbsent ? null : await store.LoadAsync(key, cancellation).ConfigureAwait(false);
        TSaga? saga;
        try
        {
            saga = stored is null ? null : definition.Read(stored);
        }
        catch (SagaSchemaException e)
        {
            LeftForNewer(definition.Type, key.Id, round.Items.Count, e.Message);
            return round.SettleRest(new ItemOutcome.LeftForNewer(e));
        }

        foreach (var i in stored is null ? [] : round.UnsureItems().ToList())
        {
            if (await store.IsAppliedAsync(key, round.Items[i].Id, cancellation).ConfigureAwait(false))
                round.Confirm(i);
        }

        if (!round.AnyOpen)
            return round.Finish(null);
        var before = stored?.State;
        var effects = new SagaEffects((stored?.Version ?? 0) + 1, time.GetUtcNow());
        var applied = new List<string>(round.Items.Count);

        for (var i = 0; i < round.Items.Count; i++)
        {
            if (!round.IsOpen(i))
                continue;
            var item = round.Items[i];
            if (applied.Contains(item.Id))
            {
                round.Settle(i, new ItemOutcome.Duplicate());
                continue;
            }

            if (saga is null && definition.Creates(item.Event))
                saga = definition.Create(item.SagaId);
            if (saga is null || IsStale(item, stored))
            {
                round.Settle(i, new ItemOutcome.Missing());
                if (item.Timer is { } timer)
                    await store.DropTimerAsync(timer).ConfigureAwait(false);
                continue;
            }

            var from = stored is null && applied.Count == 0 ? null : saga.CurrentState;
            effects.BeginItem();
            if (item.Timer is { } fired)
                effects.ClearTimer(fired.Name);
            try
            {
                await machine.RaiseAsync(saga, item.Event, effects, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // The saga may be half changed: start over without this item.
                memory.Forget(key);
                if (remembered is not null)
                    return null;
                var damage = SagaDamagedException.Of(e);
                if (damage is null)
                    ItemFailed(definition.Type, item.SagaId, item.Id, e);
                round.Settle(i, new ItemOutcome.Failed(damage ?? e));
                return null;
            }

            effects.EndItem(machine.NameOf(item.Event), from, saga);
            applied.Add(item.Id);
            round.Apply(i, effects.Answer);
        }

        if (saga is null || applied.Count == 0 || !effects.Any)
            return remembered is null ? round.Finish(null) : null;
        var commit = CommitComposer.Compose(definition, saga, stored?.Version ?? 0, applied, effects, openTimers: stored is null ? [] : [.. stored.Timers.Keys]);
        var (begun, connection) = (time.GetTimestamp(), store.Connection);
        switch (await (gathering?.Add(commit) ?? store.CommitAsync(commit, cancellation)).ConfigureAwait(false))
        {
            case CommitResult.Committed committed:
                memory.Keep(stored, commit, committed.Version, connection);
                watch.Tell(new SeenCommit(definition.Type, saga, effects.Transitions, time.GetElapsedTime(begun)));
                watch.TellTimers(effects.TimersSet);
                transitions.Write(definition.Type, saga, effects, before);
                return round.Finish(effects.Emissions.Count == 0
                    ? null
                    : new CommittedOutbox(new StoredOutboxId(key, committed.Version), committed.OutboxPlace, effects.Emissions, effects.Payload, effects.Result, saga));
            case CommitResult.AlreadyApplied duplicate:
                memory.Forget(key);
                round.Drop(duplicate.ItemIds);
                return round.AnyOpen ? null : round.Finish(null);
            default:
                memory.Forget(key);
                return null;
        }
    }

    /// <summary>A timer that was moved or cleared after this firing was claimed.</summary>
    private static bool IsStale(SagaItem item, StoredSaga? stored) =>
        item.Timer is { } timer && (stored is null || !stored.Timers.TryGetValue(timer.Name, out var version) || version != timer.Version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not answer for {SagaType} {SagaId} (try {Try}): looking again")]
    private partial void OutcomeUnknown(string sagaType, string sagaId, int @try, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{SagaType} {SagaId}: {Count} items are left for a newer host, nothing was changed. {Reason}")]
    private partial void LeftForNewer(string sagaType, string sagaId, int count, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{SagaType} {SagaId} threw on item {ItemId}: the others go on, this one is tried alone")]
    private partial void ItemFailed(string sagaType, string sagaId, string itemId, Exception exception);
}
