using Swarm.Messaging.Swarms.Commands;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// The durable inboxes of all swarms. A message is in the inboxes of all its receivers or of none, and stays in each until it is acknowledged
/// there; its body is stored once. Publishing on channels comes after that and is a notification.
/// </summary>
internal interface ISwarmInboxes
{
    /// <summary>Channel, without the installation's prefix, that wakes a process: there are messages for swarms that it hosts.</summary>
    static string WakeChannel(string hostId) => $"swarm-messaging:{{swarms}}:wake:{hostId}";

    /// <param name="message">The whole message; <paramref name="json"/> is what is stored and published.</param>
    Task<InboxSent> SendAsync(OutgoingMessage message, ReadOnlyMemory<byte> json, CancellationToken cancellation);

    /// <summary>Messages of the swarms that a process hosts which it was not given yet, for each swarm in the order of its inbox.</summary>
    Task<InboxRead> ReceiveAsync(InboxQuery query, CancellationToken cancellation);

    /// <summary>Takes messages out of the inboxes. One that is gone already changes nothing.</summary>
    /// <param name="failures">How many handlers failed, for the statistics.</param>
    Task AcknowledgeAsync(IReadOnlyList<InboxEntry> entries, int failures, CancellationToken cancellation);

    /// <summary>The newest messages of a channel as JSON, the newest first.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> HistoryAsync(string channel, int count, CancellationToken cancellation);

    /// <summary>Deletes the histories of a swarm's own channels; its inbox went with it.</summary>
    Task ForgetAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Messages of a swarm that are not acknowledged.</summary>
    Task<long> WaitingAsync(string swarmId, CancellationToken cancellation);

    Task<InboxFigures> FiguresAsync(CancellationToken cancellation);
}

/// <param name="Id">The same from the same sender is the same message.</param>
/// <param name="ToSystem">The system itself acts upon it, too: <see cref="ISystemInbox"/>.</param>
/// <param name="IsDecided">The system tells of what is decided already, so that nobody can send it again: an inbox takes as much again of that as of everything.</param>
/// <param name="Said">What is told of it when a host outside has handled it; null: nothing is.</param>
/// <param name="Content">Hash of what its sender asked for: another under the same id is refused. Null: it is not compared.</param>
/// <param name="Command">That sends it: delivered again, it sends nothing again, also when its sender has left and come back since. Null: it cannot come again.</param>
internal sealed record OutgoingMessage(
    string Id, string Sender, SwarmAddress Address, bool ToSystem = false, MessageSaid? Said = null, bool IsDecided = false, string? Content = null, CommandMark? Command = null);

/// <summary>The answer to a sender. A closed set.</summary>
internal abstract record InboxSent
{
    private InboxSent()
    {
    }

    /// <param name="Receivers">Inboxes it lies in.</param>
    /// <param name="LeftOut">Receivers of a broadcast whose inbox is full.</param>
    public sealed record Stored(int Receivers, int LeftOut) : InboxSent;

    /// <summary>It was sent before; nothing was changed.</summary>
    public sealed record Repeated : InboxSent;

    /// <summary>The sender has sent something else under that id; nothing was changed.</summary>
    public sealed record Other : InboxSent;

    public sealed record UnknownSender : InboxSent;

    /// <param name="Status">Null: there is none of that id.</param>
    public sealed record NoReceiver(string? Status) : InboxSent;

    /// <param name="Waiting">Messages in the receiver's inbox.</param>
    /// <param name="Bytes">Of them.</param>
    public sealed record Full(long Waiting, long Bytes) : InboxSent;
}

/// <param name="Most">Messages at most, over all swarms.</param>
/// <param name="Again">An answer may have been lost: everything that is not acknowledged, from the beginning.</param>
/// <param name="Look">Also at swarms of which nobody said that there is a message.</param>
/// <param name="Skip">Swarms that have enough in hand.</param>
internal sealed record InboxQuery(string HostId, int Most, bool Again, bool Look, IReadOnlyCollection<string> Skip)
{
    /// <summary>Of all bodies, or one message.</summary>
    public int Bytes { get; init; } = int.MaxValue;

    /// <summary>Of a host outside: the number of its question, of which only the newest gets messages, and the swarms that it asks for. Null: a host of the system.</summary>
    public (long Number, IReadOnlyCollection<string> Swarms)? Question { get; init; }
}

/// <param name="More">There are more at once.</param>
internal sealed record InboxRead(IReadOnlyList<InboxMessage> Messages, bool More);

/// <param name="Json">Of a message that several have, the same memory.</param>
internal sealed record InboxMessage(InboxEntry Entry, ReadOnlyMemory<byte> Json);

/// <param name="Position">In the inbox of that swarm.</param>
/// <param name="Message">Names it in the store: sender and id.</param>
internal readonly record struct InboxEntry(string SwarmId, string Position, string Message);

/// <param name="Sent">Messages; a broadcast is one.</param>
/// <param name="Received">Acknowledged, by each receiver.</param>
/// <param name="Waiting">Entries of all inboxes.</param>
internal sealed record InboxFigures(long Sent, long Received, long Broadcasts, long Targeted, long Errors, long Waiting);
