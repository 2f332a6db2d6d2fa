using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>The answer to a deregistration. A closed set.</summary>
public abstract record DeregisterOutcome
{
    private DeregisterOutcome()
    {
    }

    /// <param name="Swarm">As archived.</param>
    /// <param name="Now">False: the same command has done it before.</param>
    public sealed record Archived(SwarmDocument Swarm, bool Now) : DeregisterOutcome;

    /// <summary>There is none of that id.</summary>
    public sealed record Missing : DeregisterOutcome;

    /// <summary><c>id_conflict</c>: the message of the command has asked for something else before.</summary>
    public sealed record Other : DeregisterOutcome;
}
