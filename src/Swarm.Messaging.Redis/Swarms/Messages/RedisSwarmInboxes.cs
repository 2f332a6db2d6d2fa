using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Availability;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Redis.Swarms.Messages;

/// <summary>Inboxes under the tag of swarms; messages.lua has the keys. Histories have names of their own, and are written after a message was stored.</summary>
internal sealed class RedisSwarmInboxes(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptions<MessagesOptions> options) : ISwarmInboxes
{
    private static readonly RedisScript Send = new("Swarms.Messages.messages.lua", "Swarms.swarm-applied.lua", "Swarms.Messages.message-send.lua");
    private static readonly RedisScript Receive = Script("message-receive");
    private static readonly RedisScript Acknowledge = Script("message-acknowledge");
    private static readonly RedisScript Remember = new("Swarms.Messages.message-history.lua");

    private readonly IDatabaseAsync database = redis.GetDatabase().WithRetry();
    private readonly string root = keys.Swarms;

    public async Task<InboxSent> SendAsync(OutgoingMessage message, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var (settings, address) = (options.Value, message.Address);
        var reply = (RedisValue[])(await RunAsync(
            Send,
            [
                message.Id, message.Sender, address.Target ?? "", address.IncludeSelf ? 1 : 0, json, keys.Fixed(address.Channel), settings.InboxBound,
                settings.RememberedIds, Counter(address), message.ToSystem ? 1 : 0, settings.InboxBytes, message.Said?.Write() ?? [], message.IsDecided ? 1 : 0, message.Content ?? "", message.Command?.Text ?? "",
            ],
            cancellation).ConfigureAwait(false))!;
        switch ((string)reply[0]!)
        {
            case "stored":
                await Remember.RunAsync(
                    database, HistoryKeys(address.Channel), [json, settings.History, (long)settings.HistoryTtl.TotalMilliseconds, settings.HistoryBytes]).ConfigureAwait(false);
                return new InboxSent.Stored((int)reply[1], (int)reply[2]);
            case "repeated":
                return new InboxSent.Repeated();
            case "other":
                return new InboxSent.Other();
            case "no_sender":
                return new InboxSent.UnknownSender();
            case "full":
                return new InboxSent.Full((long)reply[1], (long)reply[2]);
            default:
                return new InboxSent.NoReceiver((string)reply[1]! is { Length: > 0 } status ? status : null);
        }
    }

    public async Task<InboxRead> ReceiveAsync(InboxQuery query, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await RunAsync(
            Receive,
            [query.HostId, query.Most, query.Again ? 1 : 0, query.Look ? 1 : 0, query.Bytes, query.Question?.Number.ToString() ?? "", .. (query.Question?.Swarms ?? query.Skip).Select(s => (RedisValue)s)],
            cancellation).ConfigureAwait(false))!;
        var bodies = ((RedisValue[])reply[1]!).Chunk(2).ToDictionary(b => (string)b[0]!, b => (ReadOnlyMemory<byte>)(byte[])b[1]!, StringComparer.Ordinal);
        var messages = ((RedisValue[])reply[0]!).Chunk(3).Select(e => new InboxEntry(e[0]!, e[1]!, e[2]!))
            .Select(e => new InboxMessage(e, bodies[e.Message])).ToList();
        return new InboxRead(messages, (int)reply[2] == 1);
    }

    public Task AcknowledgeAsync(IReadOnlyList<InboxEntry> entries, int failures, CancellationToken cancellation) => RunAsync(
        Acknowledge, [failures, .. entries.SelectMany(e => new RedisValue[] { e.SwarmId, e.Position, e.Message })], cancellation);

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> HistoryAsync(string channel, int count, CancellationToken cancellation) =>
        [.. (await database.ListRangeAsync(History(channel), 0, count - 1).WaitAsync(cancellation).ConfigureAwait(false))
            .Select(m => (ReadOnlyMemory<byte>)(byte[])m!)];

    public Task ForgetAsync(string swarmId, CancellationToken cancellation) => Task.WhenAll(
        new[] { new SwarmAddress.ToSwarm(swarmId).Channel, new SwarmAddress.ToAgents(swarmId).Channel }.SelectMany(HistoryKeys).Select(key => database.KeyDeleteAsync(key)))
        .WaitAsync(cancellation);

    public Task<long> WaitingAsync(string swarmId, CancellationToken cancellation) => database.StreamLengthAsync($"{root}inbox:{swarmId}").WaitAsync(cancellation);

    public async Task<InboxFigures> FiguresAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var v = await database.HashGetAsync(
            root + "totals", ["messagesSent", "messagesReceived", "broadcastsSent", "targetedSent", "messageErrors", "messagesWaiting"]).ConfigureAwait(false);
        return new InboxFigures((long)v[0], (long)v[1], (long)v[2], (long)v[3], (long)v[4], (long)v[5]);
    }

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, ReadOnlySpan<RedisValue> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, .. arguments]);
    }

    private RedisKey History(string channel) => keys.Fixed($"swarm:message:history:{channel}");

    // The second lies where the first does, in a cluster too.
    private RedisKey[] HistoryKeys(string channel) => [History(channel), $"{{{History(channel)}}}:bytes"];

    private static string Counter(SwarmAddress address) => address.MessageType switch
    {
        SwarmMessageTypes.Targeted => "targetedSent",
        SwarmMessageTypes.Broadcast => "broadcastsSent",
        _ => "",
    };

    private static RedisScript Script(string name) => new("Swarms.Messages.messages.lua", $"Swarms.Messages.{name}.lua");
}
