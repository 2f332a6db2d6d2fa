using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>The documents under fixed names, for outside readers.</summary>
internal sealed class RecoverySnapshots(
    ErrorHistory history, RecoveryStatistics statistics, ActiveRecoveries active, ISharedDocuments documents, TimeProvider time)
{
    public const string Errors = "swarm:phase-5:wasm-errors";
    public const string Metrics = "swarm:phase-5:wasm-metrics";

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3_600);

    public async Task<(RecoveryFigures Figures, IReadOnlyList<ErrorRecord> History)> ReadAsync(CancellationToken cancellation)
    {
        var errors = await history.ReadAsync(cancellation).ConfigureAwait(false);
        var now = await active.CountAsync(cancellation).ConfigureAwait(false);
        return (await statistics.ReadAsync(now, errors.Count, cancellation).ConfigureAwait(false), errors);
    }

    public async Task PublishAsync(CancellationToken cancellation)
    {
        var (figures, errors) = await ReadAsync(cancellation).ConfigureAwait(false);
        var timestamp = time.GetUtcNow().ToUnixTimeMilliseconds();
        await SetAsync(Errors, new { history = errors, statistics = figures, timestamp }, cancellation).ConfigureAwait(false);
        await SetAsync(Metrics, new { metrics = figures, timestamp }, cancellation).ConfigureAwait(false);
    }

    private Task SetAsync(string key, object document, CancellationToken cancellation) =>
        documents.SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, WireJson.Options), Kept, cancellation);
}
