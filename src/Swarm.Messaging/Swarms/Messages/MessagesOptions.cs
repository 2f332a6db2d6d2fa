using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Messages between swarms.</summary>
public sealed class MessagesOptions
{
    /// <summary>The longest message, as bytes of UTF-8 with its envelope. 1,048,576, and no more.</summary>
    [Range(1_024, MaxBytes)]
    public int MaxMessageBytes { get; set; } = MaxBytes;

    /// <summary>How many messages of a channel its history keeps, the newest. 1000.</summary>
    [Range(1, 100_000)]
    public int History { get; set; } = 1_000;

    /// <summary>How many bytes the messages of a channel's history have together; the oldest go, the newest stays. 8 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public int HistoryBytes { get; set; } = 8 * 1_048_576;

    /// <summary>How long a history is kept after its last message. 1 h.</summary>
    public TimeSpan HistoryTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a request waits for its answer when the caller names no time. 30 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many messages may wait for one swarm; beyond it one for that swarm is refused, and a broadcast leaves it out. 10,000. What the system tells of things decided already goes as far again beyond this and the bytes.</summary>
    [Range(10, 1_000_000)]
    public int InboxBound { get; set; } = 10_000;

    /// <summary>How many bytes the messages that wait for one swarm have together; beyond it as with <see cref="InboxBound"/>. One alone is always taken. 32 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public int InboxBytes { get; set; } = 32 * 1_048_576;

    /// <summary>How many ids of a swarm's last messages are remembered, so that one sent again is the same. 1000.</summary>
    [Range(10, 100_000)]
    public int RememberedIds { get; set; } = 1_000;

    /// <summary>How often inboxes are looked at when nothing says that there is a message. 1 s.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many messages of one swarm may be in this process and not handled yet; the rest waits in the store. 500.</summary>
    [Range(1, 10_000)]
    public int InHand { get; set; } = 500;

    /// <summary>Whether <c>message_sent</c>, <c>message</c> and <c>message:{type}</c> are told on <c>swarm:events</c>. Default on.</summary>
    public bool TellMessages { get; set; } = true;

    private const int MaxBytes = 1_048_576;
}
