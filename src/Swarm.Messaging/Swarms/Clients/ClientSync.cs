using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Clients;

/// <summary>What a host outside says.</summary>
/// <param name="Session">Names its process; empty: processes cannot be told apart.</param>
/// <param name="Capacity">Most swarms it may be given that nobody hosts.</param>
/// <param name="Wait">How long it may be silent on purpose, from now on.</param>
/// <param name="Beats">Swarms that live in it.</param>
/// <param name="Acknowledged">Messages that were handled.</param>
/// <param name="Failures">Handlers that failed, for the statistics.</param>
/// <param name="Question">Number of its question for messages; 0: the next; null: it takes none.</param>
public sealed record ClientSync(
    string HostId, string Session, int Capacity, TimeSpan Wait, IReadOnlyList<SwarmBeat> Beats, IReadOnlyList<HandledMessage> Acknowledged, int Failures,
    long? Question);

/// <param name="Position">In the inbox of that swarm.</param>
public readonly record struct HandledMessage(string SwarmId, string Position);
