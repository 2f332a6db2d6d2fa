using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>The answer to a change. A closed set.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <param name="OldStatus">Before it.</param>
    public sealed record Done(SwarmDocument Swarm, string OldStatus) : ChangeOutcome;

    /// <summary>The same command has done it before, or it says what is so already: nothing was changed.</summary>
    /// <param name="Swarm">As it is now.</param>
    public sealed record Repeated(SwarmDocument Swarm) : ChangeOutcome;

    /// <summary><c>id_conflict</c>: the message of the command has asked for something else before.</summary>
    public sealed record Other : ChangeOutcome;

    /// <summary><c>unavailable</c>: others were quicker each time; nothing was changed.</summary>
    public sealed record Busy(int Tries) : ChangeOutcome;

    /// <summary>There is none of that id.</summary>
    public sealed record Missing : ChangeOutcome;

    /// <summary><c>invalid_transition</c>: nothing was changed.</summary>
    public sealed record Invalid(string From, string To) : ChangeOutcome;

    /// <summary><c>swarm_limit</c>: it would need a place, and all are taken.</summary>
    public sealed record Full(int Limit) : ChangeOutcome;
}
