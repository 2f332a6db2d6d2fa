namespace Swarm.Messaging.Swarms.Registry;

/// <summary>A sign of life of a swarm, by the process that hosts it.</summary>
/// <param name="Term">The one under which that process took it.</param>
public sealed record SwarmBeat(string SwarmId, long Term);

/// <summary>What became of a heartbeat.</summary>
public enum BeatOutcome
{
    Ok,

    /// <summary>Another process has it, or this one took it anew: the sender drops it.</summary>
    Stale,

    /// <summary>It is interrupted; its recovery begins at once.</summary>
    Interrupted,

    /// <summary>It has come to an end.</summary>
    Ended,

    /// <summary>There is none of that id any more.</summary>
    Gone,
}
