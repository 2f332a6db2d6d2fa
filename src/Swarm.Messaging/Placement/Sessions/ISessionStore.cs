namespace Swarm.Messaging.Placement.Sessions;

/// <summary>
/// Sessions of targets: places in which work for one client alone runs. They lie beside targets and leases, so that a slot of a target and
/// one of its session are taken and given back by the same script; those that a placed attempt needs are opened there, too.
/// </summary>
public interface ISessionStore
{
    /// <summary>Makes a session known that its target has opened already, or binds a known one to a client. Again with the same content: nothing changes but its last use;
    /// of one that drains not even that.
    /// One that was bound when it went is that client's again (<see cref="PlacementOptions.SessionBindingKept"/>), and refused for another.</summary>
    Task<SessionRegistered> RegisterAsync(SessionDefinition session, CancellationToken cancellation);

    /// <summary>No new work for it; it is removed when what runs in it has ended, by the next clean-up.</summary>
    /// <returns>Null: there is none of that id.</returns>
    Task<SessionReport?> DrainAsync(string sessionId, CancellationToken cancellation);

    /// <summary>Closes its breaker by hand.</summary>
    /// <returns>False: there is no such session, or its breaker is closed.</returns>
    Task<bool> ResetBreakerAsync(string sessionId, CancellationToken cancellation);

    /// <summary>Removes sessions without running work that are draining, whose target is gone, or that were last used so long ago.</summary>
    /// <returns>Their ids.</returns>
    Task<IReadOnlyList<string>> CleanUpAsync(TimeSpan idle, CancellationToken cancellation);

    Task<SessionReport?> FindAsync(string sessionId, CancellationToken cancellation);

    /// <summary>All, the longest unused first.</summary>
    Task<IReadOnlyList<SessionReport>> ListAsync(CancellationToken cancellation);

    Task<SessionFigures> FiguresAsync(CancellationToken cancellation);

    /// <summary>What happened to sessions and was not acknowledged, the oldest first; the same again until it is.</summary>
    Task<IReadOnlyList<SessionChange>> ChangesAsync(int limit, CancellationToken cancellation);

    Task AcknowledgeAsync(IReadOnlyList<SessionChange> changes);
}
