using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Breakers;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>
/// Circuit breakers of sessions, which placement keeps beside their slots: failures of a session's own in a row (Placement:SessionErrors) keep new work
/// away for a while, then one attempt decides. Here they are shown, closed by hand, and made alerts.
/// </summary>
internal sealed partial class SessionBreakers(ISessionStore sessions, AlertService alerts, IOptionsMonitor<PlacementOptions> options, ILogger<SessionBreakers> log) : IBreakerSource
{
    private const string Prefix = "session:";

    public static bool Is(SessionChange change) => change.What is SessionChanges.BreakerOpen or SessionChanges.BreakerHalfOpen or SessionChanges.BreakerClosed;

    /// <summary>Makes alerts and log follow a breaker that moved.</summary>
    public async Task MovedAsync(SessionChange change, CancellationToken cancellation)
    {
        Moved(change.SessionId, change.TargetId, change.What, change.Reason);
        if (change.What == SessionChanges.BreakerOpen)
            await alerts.RaiseAsync(Condition(change), cancellation).ConfigureAwait(false);
        else if (change.What == SessionChanges.BreakerClosed)
            await ForgetAsync(change.SessionId, cancellation).ConfigureAwait(false);
    }

    /// <summary>The session is gone, and what was wrong with it.</summary>
    public Task ForgetAsync(string sessionId, CancellationToken cancellation) => alerts.ClearAsync(AlertNames.BreakerOpen, sessionId, 0, cancellation);

    public async Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, CancellationToken cancellation) =>
        [.. (await sessions.ListAsync(cancellation).ConfigureAwait(false))
            .Where(s => s.Breaker is { State: not SessionBreaker.Closed } or { Failures: > 0 } or { Breaks: > 0 })
            .OrderByDescending(s => s.LastUsed).Take(limit)
            .Select(s => new NodeBreaker(Prefix + s.SessionId, s.Breaker.State, s.Breaker.Failures, s.Breaker.Breaks, 0, s.Breaker.OpenedAt, s.Breaker.RestUntil))];

    public async Task<bool> ResetAsync(string key, string who, CancellationToken cancellation)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || !await sessions.ResetBreakerAsync(key[Prefix.Length..], cancellation).ConfigureAwait(false))
            return false;
        WasReset(who, key);
        return true;
    }

    private Condition Condition(SessionChange change) => new(
        AlertNames.BreakerOpen, "warning", change.SessionId, options.CurrentValue.SessionBreakerFailures, options.CurrentValue.SessionBreakerFailures, true, false,
        $"The session {change.SessionId} of {change.TargetId} for {change.Client ?? "nobody"}: {change.Reason}. It gets no new work for {options.CurrentValue.SessionBreakerRest.TotalSeconds:0} s, "
        + $"then one attempt as a probe; meanwhile the client's work goes to other sessions. Look at its login; 'swarm breakers reset {Prefix}{change.SessionId}' ends it by hand.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} of {TargetId}: {What} ({Reason})")]
    private partial void Moved(string sessionId, string targetId, string what, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} reset the circuit breaker {Key}")]
    private partial void WasReset(string who, string key);
}
