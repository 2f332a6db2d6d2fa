using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Alerts;

namespace Swarm.Messaging.Alerts;

/// <summary>Raises and clears alerts: of all hosts that see a condition, one tells the bus and the log, once when it begins and once when it ends.</summary>
internal sealed partial class AlertService(IAlertStore store, IEnvelopeSender sender, TimeProvider time, ILogger<AlertService> log)
{
    private const int UnsentBatch = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>True when the condition was not active before.</returns>
    public async Task<bool> RaiseAsync(Condition condition, CancellationToken cancellation)
    {
        var alert = new AlertRaised
        {
            AlertId = $"a-{Guid.CreateVersion7():N}",
            Name = condition.Name,
            Severity = condition.Severity,
            Subject = condition.Subject,
            Value = condition.Value,
            Threshold = condition.Threshold,
            Since = time.GetUtcNow(),
            Hint = condition.Hint,
        };
        if (!await store.RaiseAsync(alert, cancellation).ConfigureAwait(false))
            return false;
        Raised(alert.Severity, alert.Name, alert.Subject, alert.Value, alert.Threshold, alert.AlertId, alert.Hint);
        await SendAsync(alert, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <returns>True when the condition was active.</returns>
    public async Task<bool> ClearAsync(string name, string subject, double value, CancellationToken cancellation)
    {
        if (await store.ClearAsync(name, subject, value, cancellation).ConfigureAwait(false) is not { } end)
            return false;
        var cleared = end.Event;
        Cleared(cleared.Name, cleared.Subject, cleared.Value, (cleared.ClearedAt - cleared.Since).TotalSeconds, cleared.AlertId);
        if (end.BeginningLeft)
            await SendAsync(cleared, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Sends what could not leave when it happened, on this host or another.</summary>
    /// <returns>How many left.</returns>
    public async Task<int> SendUnsentAsync(CancellationToken cancellation)
    {
        var sent = 0;
        foreach (var alert in await store.ClaimUnsentAsync(UnsentBatch, cancellation).ConfigureAwait(false))
        {
            // In their order: after one that cannot leave the others wait as well.
            if (!await SendAsync(alert, cancellation).ConfigureAwait(false))
                break;
            sent++;
        }

        return sent;
    }

    /// <summary>Does not wait for a broker that is away: then the event stays in the store.</summary>
    private async Task<bool> SendAsync(object alert, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await sender.PublishAsync(alert, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotSent(alert.GetType().Name, e.Message);
            return false;
        }

        await (alert is AlertCleared cleared ? store.SentAsync(cleared, cancellation) : store.SentAsync((AlertRaised)alert, cancellation)).ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{AlertEvent} could not leave ({Error}); it is stored and will be sent again")]
    private partial void NotSent(string alertEvent, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert ({Severity}) {AlertName} of {Subject}: {Value}, threshold {Threshold} [{AlertId}]. {Hint}")]
    private partial void Raised(string severity, string alertName, string subject, double value, double threshold, string alertId, string hint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {AlertName} of {Subject} is over: {Value}, after {Seconds:0} s [{AlertId}]")]
    private partial void Cleared(string alertName, string subject, double value, double seconds, string alertId);
}
