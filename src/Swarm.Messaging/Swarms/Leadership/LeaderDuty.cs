using Microsoft.Extensions.Logging;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>
/// Something that only the leader's process does, again and again. Its timer belongs to the process, not to an election, and every run asks who
/// leads: so there is one set of timers however often leaders change.
/// </summary>
internal abstract class LeaderDuty : PeriodicService
{
    private readonly LeaderService leader;
    private readonly WakeSignal wake = new();

    protected LeaderDuty(LeaderService leader, TimeSpan interval, TimeProvider time, ILogger log)
        : base(interval, time, log)
    {
        this.leader = leader;
        leader.Changed += wake.Set;
    }

    /// <summary>There is something to do now.</summary>
    public void Wake() => wake.Set();

    public override void Dispose()
    {
        leader.Changed -= wake.Set;
        base.Dispose();
    }

    /// <returns>What the store answered: whether the term still holds, and whether there is more to do at once.</returns>
    protected abstract Task<DutyDone> PerformAsync(LeaderTerm term, CancellationToken cancellation);

    protected sealed override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (leader.Term is not { } term)
            return false;
        var done = await PerformAsync(term, cancellation).ConfigureAwait(false);
        if (done == DutyDone.Stale)
            await leader.LostAsync(term, cancellation).ConfigureAwait(false);
        return done == DutyDone.More;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => wake.WaitAsync(Interval, Time, cancellation);
}

/// <summary>How a run of a duty ended.</summary>
internal enum DutyDone
{
    Done,

    More,

    /// <summary>The store refused it: this process does not lead.</summary>
    Stale,
}
