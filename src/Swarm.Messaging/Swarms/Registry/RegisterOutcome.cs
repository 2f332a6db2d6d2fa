using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>The answer to a registration. A closed set.</summary>
public abstract record RegisterOutcome
{
    private RegisterOutcome()
    {
    }

    /// <param name="New">False: it was registered with the same content before, or by the same message; then it may have been changed since, or have left.</param>
    public sealed record Known(SwarmDocument Swarm, bool New) : RegisterOutcome;

    /// <summary>It was registered, and belongs to the host outside from now on.</summary>
    public sealed record Claimed(SwarmDocument Swarm) : RegisterOutcome;

    /// <summary>It has ended, and no host can have it.</summary>
    public sealed record Ended(SwarmDocument Swarm) : RegisterOutcome;

    /// <summary>No host outside of that id was heard of.</summary>
    public sealed record NoHost(string HostId) : RegisterOutcome;

    /// <summary>The host outside has as many as one may have.</summary>
    public sealed record HostFull(string HostId, int Most) : RegisterOutcome;

    /// <summary>The id is registered with other content.</summary>
    public sealed record Conflict(SwarmDocument Swarm) : RegisterOutcome;

    /// <summary>The same message has registered it before; it has left, and the archive keeps it no longer.</summary>
    public sealed record Left : RegisterOutcome;

    /// <summary><c>id_conflict</c>: the message of the command has asked for something else before.</summary>
    public sealed record Other : RegisterOutcome;

    /// <summary>There are as many as may be at a time.</summary>
    public sealed record Full(int Limit) : RegisterOutcome;
}
