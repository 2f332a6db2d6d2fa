using Swarm.Messaging.Contracts.Alerts;

namespace Swarm.Messaging.Alerts;

/// <summary>
/// Which alerts are on. A condition is known by name and subject, whichever host sees it: of many that raise or clear it, one is told
/// that it did, and that one sends the event. The event is stored with the change until it has left: what could not leave another host sends.
/// </summary>
public interface IAlertStore
{
    /// <summary>Most alerts that can be active at once; beyond it nothing more is raised.</summary>
    const int MostActive = 10_000;

    /// <summary>By the store's clock.</summary>
    static TimeSpan UnsentAge { get; } = TimeSpan.FromSeconds(10);

    /// <summary>True when the condition was not active: send the event. False when it was (its first alert stays), or at <see cref="MostActive"/>.</summary>
    Task<bool> RaiseAsync(AlertRaised alert, CancellationToken cancellation);

    /// <summary>Ends the condition; null when it was not active.</summary>
    /// <param name="value">The value now, for the event.</param>
    Task<AlertEnd?> ClearAsync(string name, string subject, double value, CancellationToken cancellation);

    /// <summary>Events that nobody saw leave within <see cref="UnsentAge"/>, in their order, claimed for the same time: <see cref="AlertRaised"/> or <see cref="AlertCleared"/>. The end of an alert comes right after its beginning, or once that has left.</summary>
    /// <param name="limit">At most so many; the ends of those that begin among them come on top.</param>
    Task<IReadOnlyList<object>> ClaimUnsentAsync(int limit, CancellationToken cancellation);

    /// <summary>The event has left.</summary>
    Task SentAsync(AlertRaised alert, CancellationToken cancellation);

    /// <summary>The event has left.</summary>
    Task SentAsync(AlertCleared alert, CancellationToken cancellation);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<AlertRaised>> ListActiveAsync(CancellationToken cancellation);

    /// <summary>The last 1,000 that ended, newest first.</summary>
    Task<IReadOnlyList<EndedAlert>> ListEndedAsync(int limit, CancellationToken cancellation);
}
