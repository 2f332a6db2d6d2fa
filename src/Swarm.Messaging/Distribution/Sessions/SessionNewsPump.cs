using Microsoft.Extensions.Logging;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Brings what happened to sessions to their sagas. A change is told by the script that made it, and again until a saga has it: so any number of hosts may look.</summary>
internal sealed class SessionNewsPump(
    ISessionStore sessions, SagaRunner<SessionSaga> sagas, SessionBreakers breakers, SessionFarewells farewells, TimeProvider time, ILogger<SessionNewsPump> log)
    : PeriodicService(TimeSpan.FromMilliseconds(250), time, log)
{
    private const int Limit = 500;

    /// <returns>How many changes were told.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var changes = await sessions.ChangesAsync(Limit, cancellation).ConfigureAwait(false);
        if (changes.Count == 0)
            return 0;
        var (moves, lives) = (changes.Where(SessionBreakers.Is).ToList(), changes.Where(c => !SessionBreakers.Is(c)).ToList());
        foreach (var move in moves)
            await breakers.MovedAsync(move, cancellation).ConfigureAwait(false);
        foreach (var gone in lives.Where(c => c.What == SessionChanges.Removed))
            await breakers.ForgetAsync(gone.SessionId, cancellation).ConfigureAwait(false);
        await farewells.TellAsync(lives, cancellation).ConfigureAwait(false);
        var outcomes = await sagas.HandleAsync(
            [.. lives.Select(change => new SagaItem($"session:{change.SessionId}:{change.Id}", change.SessionId, NewsOf(change)))], cancellation).ConfigureAwait(false);
        await sessions.AcknowledgeAsync([.. moves, .. lives.Where((_, i) => outcomes[i] is not (ItemOutcome.Failed or ItemOutcome.LeftForNewer))]).ConfigureAwait(false);
        return changes.Count;
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation) => await RunOnceAsync(cancellation).ConfigureAwait(false) == Limit;

    private static object NewsOf(SessionChange change) => change.What switch
    {
        SessionChanges.Registered or SessionChanges.Opened => new SessionOpened(change),
        SessionChanges.Bound => new SessionBound(change),
        SessionChanges.Draining => new SessionDrains(change),
        SessionChanges.Removed => new SessionEnded(change),
        _ => throw new InvalidOperationException($"A session cannot be {change.What}."),
    };
}
