using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Clients;

/// <summary>The answer to a host outside. A closed set.</summary>
public abstract record ClientSynced
{
    private ClientSynced()
    {
    }

    /// <param name="IsNew">The session was not heard of before: what was given to another is given anew.</param>
    /// <param name="CameBefore">The same question: whether its answer arrived is not known.</param>
    /// <param name="HasChanged">It hosts other swarms, or under other terms, than it was told of last.</param>
    /// <param name="Hosted">All that it hosts now.</param>
    /// <param name="Dropped">Heartbeats that did not count.</param>
    /// <param name="SnapshotsDue">Swarms whose automatic snapshot is due; named once.</param>
    /// <param name="Poll">Number of its question for messages; only the newest gets any.</param>
    /// <param name="Handled">What listeners are told of the messages that it has acknowledged.</param>
    /// <param name="Begun">Swarms whose inbox it reads from now on; named once.</param>
    public sealed record Heard(
        bool IsNew, bool CameBefore, bool HasChanged, IReadOnlyList<HostedSwarm> Hosted, IReadOnlyList<DroppedSwarm> Dropped, IReadOnlyList<string> SnapshotsDue, long Poll,
        IReadOnlyList<(string SwarmId, MessageSaid Message)> Handled, IReadOnlyList<string> Begun) : ClientSynced;

    /// <summary>Another process has taken the host over.</summary>
    public sealed record Superseded : ClientSynced;

    /// <summary>It names no session, and the process of another one holds the host.</summary>
    /// <param name="For">Until that is silent for too long.</param>
    public sealed record InUse(TimeSpan For) : ClientSynced;

    /// <summary>The id is that of a process of the system.</summary>
    public sealed record OfTheSystem : ClientSynced;
}
