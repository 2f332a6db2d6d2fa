using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Intake;

/// <summary>Where a command came from.</summary>
/// <param name="Source"><c>http</c>, or <c>queue:{name}</c>.</param>
/// <param name="MessageId">The transport's or the envelope's; null when there is none.</param>
/// <param name="ReplyTo">Who wants the answer.</param>
internal sealed record CommandOrigin(string Source, string? MessageId = null, ReplyAddress? ReplyTo = null)
{
    public string? ItemId(int index) => MessageId is null ? null : $"msg:{MessageId}:{index}";
}
