using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Workflows.Breakers;

/// <summary>Circuit breakers that all hosts share; each step is one decision of the store's, by its clock.</summary>
internal interface IBreakerStore
{
    /// <summary>Before a call. In half-open the call is a probe, which has a place for a while.</summary>
    /// <param name="call">Names the call, for its end; asking again it has its place still.</param>
    /// <param name="longest">After this a probe that was not heard of has lost its place.</param>
    Task<BreakerEntry> EnterAsync(string key, string call, TimeSpan longest, BreakerLimits limits, CancellationToken cancellation);

    /// <summary>As <see cref="EnterAsync"/>, for a call that nobody asked for before it was made: where that would refuse it, nothing was refused, and nothing is counted.</summary>
    Task<BreakerEntry> JoinAsync(string key, string call, TimeSpan longest, BreakerLimits limits, CancellationToken cancellation);

    /// <summary>A probe is under way still: its place is its own for so long again.</summary>
    /// <returns>False: it has lost it, or needs none any more.</returns>
    Task<bool> KeepAsync(string key, string call, TimeSpan longest, CancellationToken cancellation);

    /// <summary>How the call ended.</summary>
    /// <returns>What the breaker did because of it.</returns>
    Task<BreakerMove> EndAsync(string key, string call, BreakerVerdict verdict, BreakerLimits limits, CancellationToken cancellation);

    /// <summary>Closes it by hand and forgets it.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> ResetAsync(string key, CancellationToken cancellation);

    /// <summary>Those that were used last, first.</summary>
    Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, BreakerLimits limits, CancellationToken cancellation);
}

/// <param name="Allowed">False: it is open, or all probes are under way.</param>
/// <param name="HasFailures">False: a success changes nothing and need not be told.</param>
/// <param name="Wait">Until it may be tried, when it is not allowed.</param>
/// <param name="Moved">What it did: nothing, or half-open.</param>
/// <param name="HalfOpen">The call is a probe; or, when it is not allowed, there are as many as there may be.</param>
internal sealed record BreakerEntry(bool Allowed, bool HasFailures, TimeSpan Wait, BreakerMove Moved, bool HalfOpen);

internal enum BreakerMove
{
    None,
    Opened,
    HalfOpen,
    Closed,
    Reopened,
}

/// <summary>What a call says of what it called.</summary>
internal enum BreakerVerdict
{
    /// <summary>The failure is the node's own, or the call was stopped.</summary>
    Nothing,
    Success,
    Failure,
}

/// <param name="Failures">In a row, none older than <paramref name="Window"/>: it opens.</param>
/// <param name="Rest">Open so long, then half-open.</param>
/// <param name="Probes">Calls at a time in half-open.</param>
/// <param name="Successes">In half-open: it closes.</param>
internal sealed record BreakerLimits(int Failures, TimeSpan Window, TimeSpan Rest, int Probes, int Successes);
