using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>The answer to a registration. A closed set.</summary>
public abstract record SwarmRegistered
{
    private SwarmRegistered()
    {
    }

    /// <param name="New">False: it was registered with the same content before.</param>
    public sealed record Known(SwarmDocument Swarm, bool New) : SwarmRegistered;

    /// <summary>The id is registered with other content.</summary>
    public sealed record Conflict(SwarmDocument Swarm) : SwarmRegistered;

    /// <summary>There are as many as may be at a time.</summary>
    public sealed record Full(int Limit) : SwarmRegistered;
}

/// <summary>The answer to a change. A closed set.</summary>
public abstract record SwarmChanged
{
    private SwarmChanged()
    {
    }

    /// <param name="OldStatus">Before it.</param>
    public sealed record Done(SwarmDocument Swarm, string OldStatus) : SwarmChanged;

    /// <summary>There is none of that id.</summary>
    public sealed record Missing : SwarmChanged;

    /// <summary><c>invalid_transition</c>: nothing was changed.</summary>
    public sealed record Invalid(string From, string To) : SwarmChanged;

    /// <summary><c>swarm_limit</c>: it would need a place, and all are taken.</summary>
    public sealed record Full(int Limit) : SwarmChanged;
}
