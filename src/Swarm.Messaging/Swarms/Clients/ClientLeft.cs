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

    /// <summary>The id is that of a process of the system.</summary>
    public sealed record OfTheSystem : ClientLeft;
}
