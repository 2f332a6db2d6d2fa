using Microsoft.Extensions.Logging;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Outbox;

/// <summary>Sends again what commits emitted and nobody saw leave: entries older than 5 s, each claimed by one host.</summary>
internal sealed partial class OutboxRelay(ISagaStore store, OutboxDispatcher dispatcher, HostMeter meter, TimeProvider time, ILogger<OutboxRelay> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    private const int BatchSize = 500;

    public static TimeSpan Age { get; } = TimeSpan.FromSeconds(5);

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        await RunOnceAsync(cancellation).ConfigureAwait(false) == BatchSize;

    /// <returns>How many entries were sent again.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var entries = await store.ClaimOutboxAsync(Age, BatchSize, cancellation).ConfigureAwait(false);
        if (entries.Count == 0)
            return 0;
        meter.OutboxResent.Add(entries.Count);
        Resending(entries.Count, entries[0].Id);
        await dispatcher.DispatchAsync([.. entries.Select(Commit)], cancellation).ConfigureAwait(false);
        return entries.Count;
    }

    private static CommittedOutbox Commit(StoredOutbox stored)
    {
        var version = long.Parse(stored.Id.AsSpan(stored.Id.LastIndexOf(':') + 1));
        return new CommittedOutbox(new StoredOutboxId(stored.Key, version), OutboxJson.Read(stored.Entry));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sending again what {Count} commits emitted, {First} first")]
    private partial void Resending(int count, string first);
}
