using Microsoft.Extensions.Logging;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// Brings placement's news to the task sagas: all that has arrived at once, so that a lone grant never waits. The next round does not wait
/// until the last one has left for targets and listeners: a grant behind a slow one would be taken back unconfirmed and given anew. In what
/// order two rounds reach a saga does not matter: of two grants the newer one counts, and a loss only of the lease that is held.
/// </summary>
internal sealed partial class PlacementNewsPump(
    PlacementNewsQueue queue,
    IPlacementStore placement,
    SagaRunner<TaskSaga> tasks,
    TimeProvider time,
    ILogger<PlacementNewsPump> log) : PeriodicService(TimeSpan.FromMilliseconds(100), time, log)
{
    private const int MaxItems = 500;
    private const int MaxEarly = 10_000;

    /// <summary>Ends the id of a grant that is new.</summary>
    private const string Granted = ":granted";

    /// <summary>Rounds under way at a time.</summary>
    private const int MaxRounds = 4;

    private readonly HashSet<string> early = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim rounds = new(MaxRounds);
    private volatile bool waiting;

    public override TimeSpan SinceProgress => waiting ? TimeSpan.Zero : base.SinceProgress;

    /// <summary>What the last consumers released on the way out is given on before this ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await queue.SettledAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => Task.CompletedTask;

    public override void Dispose()
    {
        rounds.Dispose();
        base.Dispose();
    }

    /// <summary>Waits for news and begins to act on it.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        waiting = true;
        await queue.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        Progressed();
        waiting = false;
        await rounds.WaitAsync(cancellation).ConfigureAwait(false);
        var items = new List<SagaItem>();
        var read = 0;
        for (; items.Count < MaxItems && queue.Reader.TryRead(out var news); read++)
            Collect(news, items);
        _ = ActAsync(items, read);
    }

    private async Task ActAsync(List<SagaItem> items, int read)
    {
        try
        {
            // What was read would be forgotten by a stop half way.
            var outcomes = await tasks.HandleAsync(items, CancellationToken.None).ConfigureAwait(false);
            await ReturnOrphansAsync(items, outcomes).ConfigureAwait(false);
            await AcknowledgeAsync(items, outcomes).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            NotActedOn(items.Count, e);
        }
        finally
        {
            // In this order: whoever waits until all is settled disposes of the rounds.
            rounds.Release();
            queue.Settle(read);
        }
    }

    /// <summary>
    /// A grant for a task that is gone, or is damaged and cannot take it: nobody else would give its slot back, and one that is mended asks for another. What is granted
    /// again may be at work in its slot.
    /// </summary>
    private async Task ReturnOrphansAsync(List<SagaItem> items, IReadOnlyList<ItemOutcome> outcomes)
    {
        var orphans = items.Where((item, i) => item.Event is SlotGranted
                && (outcomes[i] is ItemOutcome.Missing || outcomes[i] is ItemOutcome.Failed { Exception: SagaDamagedException } && item.Id.EndsWith(Granted, StringComparison.Ordinal)))
            .Select(item => (PlacementRequest)new PlacementRequest.Release(((SlotGranted)item.Event).Lease.Token)).ToList();
        if (orphans.Count > 0)
            queue.Add(await placement.ApplyAsync(orphans, CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>
    /// A loss whose saga is not there may be quicker than the commit that makes it: it is told a second time. Of a submission that
    /// never committed it is then forgotten.
    /// </summary>
    private Task AcknowledgeAsync(List<SagaItem> items, IReadOnlyList<ItemOutcome> outcomes)
    {
        var told = new List<string>();
        lock (early)
        {
            if (early.Count > MaxEarly)
                early.Clear();
            for (var i = 0; i < items.Count; i++)
            {
                // A newer host's saga has to hear of it from a newer host: that one is told again.
                if (items[i].Event is not LeaseLost { Token: var token } || outcomes[i] is ItemOutcome.LeftForNewer || (!early.Remove(token) && outcomes[i] is ItemOutcome.Missing && early.Add(token)))
                    continue;
                told.Add(token);
            }
        }

        return placement.AcknowledgeAsync(told);
    }

    private static void Collect(PlacementNews news, List<SagaItem> items)
    {
        foreach (var grant in news.Grants)
        {
            // Told again it is news again: the saga has acted on it once and waits all the same.
            var id = $"placement:{grant.Lease.Token}{Granted}" + (grant.Again ? $":{Guid.NewGuid():N}" : "");
            items.Add(new(id, grant.Attempt.TaskId, new SlotGranted(grant.Attempt, grant.Lease)));
        }

        foreach (var loss in news.Lost)
            items.Add(new($"placement:{loss.Token}:lost", loss.Attempt.TaskId, new LeaseLost(loss.Token, loss.Started)));

        foreach (var token in news.Resend)
        {
            // No id of its own: a second asking is a second sending, and targets know tokens they have.
            if (AttemptId.TryParse(token, out var attempt))
                items.Add(new($"placement:{token}:resend:{Guid.NewGuid():N}", attempt.Value.TaskId, new ResendAsked(token)));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} pieces of placement's news did not reach their tasks; they are told again")]
    private partial void NotActedOn(int count, Exception exception);
}
