using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.States;

/// <summary>What became of a write of state. A closed set.</summary>
public abstract record StateOutcome
{
    private StateOutcome()
    {
    }

    /// <param name="State">As it is now.</param>
    public sealed record Done(SwarmState State) : StateOutcome;

    /// <summary>Kept.</summary>
    public sealed record Kept(SwarmKept Copy) : StateOutcome;

    /// <param name="State">As it is now.</param>
    public sealed record Blocked(BlockingState State) : StateOutcome;

    /// <summary><c>id_conflict</c>: the message of the command has asked for something else before.</summary>
    public sealed record Other : StateOutcome;

    /// <summary><c>unavailable</c>: others were quicker each time; nothing was changed.</summary>
    public sealed record Busy(int Tries) : StateOutcome;

    /// <summary>There is no swarm of that id.</summary>
    public sealed record Missing : StateOutcome;

    /// <summary>The swarm has no state, or no snapshot of that id, or it is past its time.</summary>
    public sealed record Nothing(string What) : StateOutcome;

    /// <summary>What was kept cannot be read any more.</summary>
    public sealed record Unreadable(string What) : StateOutcome;

    /// <summary>It came from a process that does not host the swarm any more.</summary>
    public sealed record Stale : StateOutcome;

    /// <summary><c>swarm_limit</c>: its new status would need a place, and all are taken.</summary>
    public sealed record Full(int Limit) : StateOutcome;

    /// <summary><c>blocking_limit</c>: so many coordinators of the swarm wait as may.</summary>
    public sealed record Crowded(int Limit) : StateOutcome;

    /// <summary><c>too_large</c>: it would have more bytes than it may.</summary>
    /// <param name="What">state or checkpoint.</param>
    public sealed record TooLarge(string What, long Bytes, int Limit) : StateOutcome;

    /// <summary><c>invalid_transition</c> of a blocking state, or of the swarm's status.</summary>
    public sealed record Invalid(string From, string To) : StateOutcome;
}
