namespace Swarm.Messaging.Swarms.Clients;

/// <summary>The answer to a host outside that leaves. A closed set.</summary>
public abstract record ClientLeft
{
    private ClientLeft()
    {
    }

    /// <param name="SwarmIds">What it had.</param>
    public sealed record Done(IReadOnlyList<string> SwarmIds) : ClientLeft;

    /// <summary>Another process has taken the host over.</summary>
    public sealed record Superseded : ClientLeft;

    /// <summary>A process that gave a session has the host, and none was given.</summary>
    /// <param name="For">Unless it is heard of again.</param>
    public sealed record InUse(TimeSpan For) : ClientLeft;

    /// <summary>The id is that of a process of the system.</summary>
    public sealed record OfTheSystem : ClientLeft;
}
