namespace Swarm.Messaging.Swarms.States;

/// <summary>What was done with states, by all processes together.</summary>
/// <param name="Errors">That could not be read or written.</param>
public sealed record SwarmStateFigures(long StatesSaved, long StatesLoaded, long SnapshotsCreated, long RecoveriesPerformed, long Errors);
