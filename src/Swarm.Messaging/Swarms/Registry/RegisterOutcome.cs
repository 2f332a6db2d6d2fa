using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>The answer to a registration. A closed set.</summary>
public abstract record RegisterOutcome
{
    private RegisterOutcome()
    {
    }

    /// <param name="New">False: it was registered with the same content before.</param>
    public sealed record Known(SwarmDocument Swarm, bool New) : RegisterOutcome;

    /// <summary>The id is registered with other content.</summary>
    public sealed record Conflict(SwarmDocument Swarm) : RegisterOutcome;

    /// <summary>There are as many as may be at a time.</summary>
    public sealed record Full(int Limit) : RegisterOutcome;
}
