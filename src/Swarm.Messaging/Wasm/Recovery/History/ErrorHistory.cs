using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>The failures of all hosts, newest first, in a list with a bound.</summary>
internal sealed class ErrorHistory(ISharedDocuments documents, IOptionsMonitor<RecoveryOptions> options)
{
    private const string Key = "swarm-messaging:recoveries:history";

    public Task AddAsync(ErrorRecord record, CancellationToken cancellation)
    {
        var now = options.CurrentValue;
        return documents.PushAsync(
            Key, JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Options), now.HistoryLimit, Math.Min(now.HistoryKept, now.HistoryLimit), cancellation);
    }

    public async Task<IReadOnlyList<ErrorRecord>> ReadAsync(CancellationToken cancellation)
    {
        var records = await documents.ListAsync(Key, options.CurrentValue.HistoryLimit, cancellation).ConfigureAwait(false);
        return [.. records.Select(r => JsonSerializer.Deserialize<ErrorRecord>(r.Span, WireJson.Options)!)];
    }
}
