using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Commands that send messages of swarms, whichever way they came.</summary>
internal sealed class MessageCommandSet(SwarmMessenger messenger, ISwarmInboxes inboxes) : ICommandSet
{
    private static readonly string[] Groups = ["all", "agents", "coordination", "resources", "tasks", "events"];
    private const string Topic = "coordination:";
    private const int UsualHistory = 100;
    private const int MostHistory = 1_000;
    private const int LongestChannel = 300;

    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SendSwarmMessage), SwarmNames.SendSwarmMessage, 16),
        new(nameof(BroadcastSwarmMessage), SwarmNames.BroadcastSwarmMessage, 16),
        new(nameof(GetSwarmMessages), SwarmNames.GetSwarmMessages, 4),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        if (command == nameof(GetSwarmMessages))
            return await HistoryAsync(fields, found, cancellation).ConfigureAwait(false);
        var (from, id, payload) = (fields.Text("from"), fields.Text("messageId"), fields.Any("payload"));
        CommandRules.CheckId(from, "from", required: true, found, reserved: false);
        CommandRules.CheckId(id, "messageId", required: false, found, reserved: false);
        if (payload is not { ValueKind: JsonValueKind.Object })
            found.Add(new("payload", payload is { } other ? PayloadRules.Show(other) : null, "An object; its field type names what it is."));
        else
            StoredJson.CheckDepth(payload.Value, "payload", found);
        var address = command == nameof(SendSwarmMessage) ? One(fields, found) : Many(fields, found);
        fields.RefuseUnknown(command);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);

        // A command that is delivered again sends nothing again.
        return await messenger.SendAsync(from!, address, payload!.Value, id ?? origin.MessageId, cancellation, named: true, command: CommandMark.Of(origin, command, message)).ConfigureAwait(false) switch
        {
            MessageSent.Accepted sent => new SwarmMessageSent { MessageId = sent.Id, Receivers = sent.Receivers, LeftOut = sent.LeftOut, Repeated = sent.Repeated },
            MessageSent.Refused refused => new CommandRejected { Command = command, Code = refused.Code, Message = $"{refused.Message} Nothing was sent.", Violations = refused.Violations ?? [] },
            var other => throw new InvalidOperationException($"{other} is no answer to a sender."),
        };
    }

    private async Task<object> HistoryAsync(JsonFields fields, List<Violation> found, CancellationToken cancellation)
    {
        var (channel, limit) = (fields.Text("channel"), fields.Small("limit") ?? UsualHistory);
        fields.RefuseUnknown(nameof(GetSwarmMessages));
        if (channel is not { Length: > 0 and <= LongestChannel })
            found.Add(new("channel", channel is null ? null : PayloadRules.Cut(channel), $"1 to {LongestChannel} characters, e.g. {SwarmAddress.Global}."));
        if (limit is < 1 or > MostHistory)
            found.Add(new("limit", $"{limit}", $"A whole number from 1 to {MostHistory}."));
        if (found.Count > 0)
            return CommandRules.Reject(nameof(GetSwarmMessages), null, found);
        return new SwarmMessageHistory
        {
            Channel = channel!,
            Messages = [.. (await inboxes.HistoryAsync(channel!, limit, cancellation).ConfigureAwait(false)).Select(m => JsonSerializer.Deserialize<SwarmMessage>(m.Span, WireJson.Options)).OfType<SwarmMessage>()],
        };
    }

    private static SwarmAddress One(JsonFields fields, List<Violation> found)
    {
        var (to, agents, agent) = (fields.Text("to"), fields.Flag("agents"), fields.Text("agent"));
        CommandRules.CheckId(to, "to", required: true, found, reserved: false);
        CommandRules.CheckId(agent, "agent", required: false, found, reserved: false);
        return agent is not null || agents == true ? new SwarmAddress.ToAgents(to ?? "", agent) : new SwarmAddress.ToSwarm(to ?? "");
    }

    private static SwarmAddress Many(JsonFields fields, List<Violation> found)
    {
        var (to, self) = (fields.Text("to") ?? Groups[0], fields.Flag("includeSelf") ?? false);
        var topic = to.StartsWith(Topic, StringComparison.Ordinal) ? to[Topic.Length..] : null;
        if (topic is not null)
            CommandRules.CheckId(topic, "to", required: true, found, reserved: false);
        else if (!Groups.Contains(to))
            found.Add(new("to", PayloadRules.Cut(to), $"One of {string.Join(", ", Groups)}, or {Topic} and a subject."));
        if (self && to != Groups[0])
            found.Add(new("includeSelf", "true", "Only with all."));
        return to switch
        {
            _ when topic is not null => new SwarmAddress.ToTopic(topic),
            "resources" => new SwarmAddress.ToResources(),
            "events" => new SwarmAddress.ToEvents(),
            "agents" => new SwarmAddress.ToAllAgents(),
            "coordination" => new SwarmAddress.ToCoordination(),
            "tasks" => new SwarmAddress.ToTasks(),
            _ => new SwarmAddress.ToAll(self),
        };
    }
}
