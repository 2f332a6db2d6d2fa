using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Sends messages of swarms. Sent means that it lies in the inbox of every receiver.</summary>
internal sealed class SwarmMessenger(ISwarmInboxes inboxes, MessageEvents events, IOptions<MessagesOptions> options, IEnumerable<ISystemMessageRule> rules, TimeProvider time)
{
    private readonly Dictionary<string, ISystemMessageRule> rules = rules.ToDictionary(r => r.Type, StringComparer.Ordinal);

    /// <param name="payload">An object with a field <c>type</c>.</param>
    /// <param name="id">Null: a new one.</param>
    /// <param name="decided">It tells of what is decided already: <see cref="TellAsync"/>.</param>
    /// <param name="named">The id is its sender's choice: again with other content it is refused. What the system says again may say it a little differently.</param>
    /// <param name="command">That sends it; null: it cannot come again.</param>
    public async Task<MessageSent> SendAsync(
        string sender, SwarmAddress address, JsonElement payload, string? id, CancellationToken cancellation, bool decided = false, bool named = false, CommandMark? command = null)
    {
        var now = time.GetUtcNow();
        var message = new SwarmMessage
        {
            Id = id ?? MessageIds.New(now),
            SwarmId = sender,
            Timestamp = now.ToUnixTimeMilliseconds(),
            MessageType = address.MessageType,
            Target = address.Target,
            TargetAgent = address.TargetAgent,
            Payload = payload,
            Metadata = new SwarmMessageMetadata { Sender = sender, SentAt = now },
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Options);
        if (json.Length > options.Value.MaxMessageBytes)
        {
            return new MessageSent.Refused(
                "too_large", $"The message has {json.Length} bytes with its envelope; at most {options.Value.MaxMessageBytes} are carried. Send a reference to what is large.");
        }

        if (!JsonDepth.Fits(json, StoredJson.DeepestMessage))
            return new MessageSent.Refused("too_deep", $"The message has more than {StoredJson.DeepestMessage} levels of JSON with its envelope, which its receivers could not be given. Flatten it.");
        var type = SwarmDelivery.TypeOf(message);
        if (rules.GetValueOrDefault(type)?.Judge(message) is { Count: > 0 } found)
        {
            var rejected = CommandRules.Reject(type, null, found);
            return new MessageSent.Refused(rejected.Code, rejected.Message, rejected.Violations);
        }

        if (rules.GetValueOrDefault(type) is { } rule && await rule.RefuseAsync(message, cancellation).ConfigureAwait(false) is { } refused)
            return refused;
        var outgoing = new OutgoingMessage(
            message.Id, sender, address, SystemMessageTypes.All.Contains(type), options.Value.TellMessages ? MessageSaid.Of(message) : null, decided,
            // A response has its request's id: of two, the first counts.
            named && id is not null && type != SwarmRequests.ResponseType ? CommandMark.HashOf(new { address.Channel, address.Target, address.TargetAgent, address.IncludeSelf, payload }) : null, command);
        var became = await inboxes.SendAsync(outgoing, json, cancellation).ConfigureAwait(false);
        if (became is InboxSent.Stored { Receivers: var receivers })
            events.Sent(message, address, receivers);
        var times = decided ? 2 : 1;
        return became switch
        {
            InboxSent.Stored stored => new MessageSent.Accepted(message.Id, stored.Receivers, stored.LeftOut, Repeated: false),
            InboxSent.Repeated => new MessageSent.Accepted(message.Id, 0, 0, Repeated: true),
            InboxSent.Other => new MessageSent.Refused(
                "id_conflict", $"The swarm {sender} has sent something else as {message.Id}: to another, or with another payload. Give each message an id of its own, or none.",
                [new FieldViolation("messageId", message.Id, "One under which this sender has sent nothing else.", "id_conflict")]),
            InboxSent.UnknownSender => new MessageSent.Refused("not_found", $"The sender {sender} is no registered swarm: register it first."),
            InboxSent.NoReceiver { Status: { } ended } => new MessageSent.Refused("wrong_state", $"The swarm {address.Target} is {ended} and reads no messages."),
            InboxSent.NoReceiver => new MessageSent.Refused("not_found", $"There is no swarm {address.Target}."),
            InboxSent.Full full => new MessageSent.Refused(
                "inbox_full",
                $"{full.Waiting} messages of {full.Bytes} bytes wait for the swarm {address.Target}; this one has {json.Length}, and at most {options.Value.InboxBound * times} and {(long)options.Value.InboxBytes * times} bytes may wait. Send again when it has read some."),
            var other => throw new InvalidOperationException($"{other} is no answer to a sender."),
        };
    }

    /// <param name="payload">Serialises to an object with a field <c>type</c>.</param>
    public Task<MessageSent> SendAsync(string sender, SwarmAddress address, object payload, string? id, CancellationToken cancellation) =>
        SendAsync(sender, address, JsonSerializer.SerializeToElement(payload, WireJson.Options), id, cancellation);

    /// <summary>What the system has decided, in a swarm's name: a full inbox takes it, up to as much again.</summary>
    /// <param name="payload">Serialises to an object with a field <c>type</c>.</param>
    public Task<MessageSent> TellAsync(string sender, SwarmAddress address, object payload, string id, CancellationToken cancellation) =>
        SendAsync(sender, address, JsonSerializer.SerializeToElement(payload, WireJson.Options), id, cancellation, decided: true);
}

/// <summary>What became of a message. A closed set.</summary>
internal abstract record MessageSent
{
    private MessageSent()
    {
    }

    /// <param name="Receivers">Inboxes it lies in; 0 when it was sent before.</param>
    /// <param name="LeftOut">Receivers of a broadcast whose inbox is full.</param>
    public sealed record Accepted(string Id, int Receivers, int LeftOut, bool Repeated) : MessageSent;

    /// <param name="Code">not_found, wrong_state, too_large, too_deep, inbox_full, id_conflict; of what the system acts upon, what is wrong with it.</param>
    /// <param name="Violations">What is wrong with a message that the system acts upon.</param>
    public sealed record Refused(string Code, string Message, IReadOnlyList<FieldViolation>? Violations = null) : MessageSent;
}
