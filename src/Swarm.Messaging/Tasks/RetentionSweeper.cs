using Microsoft.Extensions.Logging;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Tasks;

/// <summary>Deletes sagas whose retention is over, and idempotency keys that stand for none any more.</summary>
internal sealed class RetentionSweeper(ISagaStore store, TimeProvider time, ILogger<RetentionSweeper> log)
    : PeriodicService(TimeSpan.FromSeconds(10), time, log)
{
    private const int Limit = 500;

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        await store.SweepRetentionAsync(Limit, cancellation).ConfigureAwait(false) >= Limit | await store.SweepBindingsAsync(Limit, cancellation).ConfigureAwait(false) >= Limit;
}
