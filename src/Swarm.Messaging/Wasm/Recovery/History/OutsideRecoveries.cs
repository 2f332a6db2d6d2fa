using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>
/// Takes <c>recovery_complete</c> and <c>fallback_complete</c> of recoveries that others made of errors of their own. Errors of our tasks
/// are counted by the tasks' events, never by a channel.
/// </summary>
internal sealed partial class OutsideRecoveries(
    RecoveryChannels channels, ErrorHistory history, RecoveryStatistics statistics, RecoverySnapshots snapshots, ISharedDocuments documents,
    ILogger<OutsideRecoveries> log) : IHostedService, IAsyncDisposable
{
    private const int MostId = 200;

    private static readonly TimeSpan ToldAgain = TimeSpan.FromHours(1);

    private IAsyncDisposable? listening;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        listening = await channels.ListenAsync(RecoveryChannels.Recovery, "type", OnMessageAsync, cancellationToken).ConfigureAwait(false);

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref listening, null) is { } subscription)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private async Task OnMessageAsync(JsonElement message)
    {
        if (RecoveryChannels.Text(message, "type") is not { } type || type is not ("recovery_complete" or "fallback_complete"))
            return;
        if (RecoveryChannels.Text(message, "errorId") is not { Length: > 0 and <= MostId } id)
        {
            channels.Refuse(
                RecoveryChannels.Recovery, $"{type}.errorId", message.TryGetProperty("errorId", out var given) ? PayloadRules.Show(given) : null,
                $"A text of 1 to {MostId} characters, required: the error it is the end of.");
            return;
        }

        // All hosts hear it; one counts it.
        if ((await history.ReadAsync(CancellationToken.None).ConfigureAwait(false)).Any(e => e.Id == id)
            || !await documents.ClaimAsync($"swarm-messaging:recoveries:told:outside:{id}", ToldAgain, CancellationToken.None).ConfigureAwait(false))
            return;
        var duration = Duration(message);
        await statistics.FailedAsync(ErrorTypes.Unknown, RecoveryChannels.Text(message, "instanceId"), CancellationToken.None).ConfigureAwait(false);
        if (type == "recovery_complete")
            await statistics.RecoveredAsync(duration, CancellationToken.None).ConfigureAwait(false);
        else
            await statistics.FallbackAsync(CancellationToken.None).ConfigureAwait(false);
        Told(type, id, duration.TotalMilliseconds);
        await snapshots.PublishAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static TimeSpan Duration(JsonElement message) =>
        message.TryGetProperty("duration", out var ms) && ms.ValueKind == JsonValueKind.Number && ms.TryGetDouble(out var value) && value is >= 0 and < 1e12
            ? TimeSpan.FromMilliseconds(value)
            : TimeSpan.Zero;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Event} of the error {ErrorId}, recovered by others, {ElapsedMs:0} ms")]
    private partial void Told(string @event, string errorId, double elapsedMs);
}
