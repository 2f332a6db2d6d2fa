using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Outbox;

/// <summary>Sends again what commits emitted and nobody saw leave: entries older than 5 s, each claimed by one host.</summary>
internal sealed partial class OutboxRelay(ISagaStore store, OutboxDispatcher dispatcher, HostMeter meter, AmqpConnection broker, TimeProvider time, ILogger<OutboxRelay> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TimeSpan Age { get; } = TimeSpan.FromSeconds(5);

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        await RunOnceAsync(cancellation).ConfigureAwait(false) == BatchSize;

    /// <returns>How many entries were sent again.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        if (broker.IsAway)
            return 0;
        var entries = await store.ClaimOutboxAsync(Age, BatchSize, cancellation).ConfigureAwait(false);
        if (entries.Count == 0)
            return 0;
        meter.OutboxResent.Add(entries.Count);
        Resending(entries.Count, entries[0].Id.ToString());
        try
        {
            await SendAsync([.. entries.Select(Commit)], cancellation).ConfigureAwait(false);
        }
        catch (Exception) when (entries.Count > 1 && !cancellation.IsCancellationRequested)
        {
            // One entry that cannot leave must not keep the others back.
            foreach (var entry in entries)
                await SendAloneAsync(entry, cancellation).ConfigureAwait(false);
        }

        return entries.Count;
    }

    private async Task SendAloneAsync(StoredOutbox entry, CancellationToken cancellation)
    {
        try
        {
            await SendAsync([Commit(entry)], cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            CannotLeave(entry.Id.ToString(), Age, e);
        }
    }

    /// <summary>Not cancelled but left behind: see <see cref="SagaRunner{T}"/>.</summary>
    private Task SendAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) =>
        dispatcher.DispatchAsync(commits, CancellationToken.None).WaitAsync(Patience, Time, cancellation);

    private static CommittedOutbox Commit(StoredOutbox stored) => new(stored.Id, stored.Place, OutboxJson.Read(stored.Entry));

    [LoggerMessage(Level = LogLevel.Error, Message = "What the commit {Entry} emitted cannot leave; it is tried again in {Age}")]
    private partial void CannotLeave(string entry, TimeSpan age, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sending again what {Count} commits emitted, {First} first")]
    private partial void Resending(int count, string first);
}
