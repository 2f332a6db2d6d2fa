using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Swarms.Messages;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Messages;

/// <summary>Messages of one installation: swarms, and processes that host them.</summary>
internal sealed class MessageBench(StoreRedis redis) : SwarmStand(redis)
{
    public MessagesOptions Options { get; } = new();

    public RedisSwarmInboxes Store => field ??= new(Installation.Redis, Installation.Keys, Installation.Clock, Microsoft.Extensions.Options.Options.Create(Options));

    public Announcer Announcer => field ??= new(Channels, TimeProvider.System, NullLogger<Announcer>.Instance);

    public MessageEvents Events => field ??= new(Announcer, Microsoft.Extensions.Options.Options.Create(Options));

    public SwarmMessenger Messenger => field ??= new(Store, Events, Microsoft.Extensions.Options.Options.Create(Options), [], TimeProvider.System);

    public async Task<MessageSent.Accepted> SentAsync(string from, SwarmAddress address, string payload = """{"type":"note"}""", string? id = null) =>
        (await Messenger.SendAsync(from, address, JsonElement.Parse(payload), id, default)).ShouldBeOfType<MessageSent.Accepted>();

    public async Task<string> RefusedAsync(string from, SwarmAddress address, string payload = """{"type":"note"}""") =>
        (await Messenger.SendAsync(from, address, JsonElement.Parse(payload), null, default)).ShouldBeOfType<MessageSent.Refused>().Code;

    /// <summary>A process with handlers of a test.</summary>
    public MessageHost Process(string host, params ISwarmMessageHandler[] handlers) => Process(host, null, handlers);

    public MessageHost Process(string host, ISwarmRequestHandler? answers, params ISwarmMessageHandler[] handlers)
    {
        var requests = new SwarmRequests(Messenger, Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System);
        return new(requests, new InboxService(
            Store, new SwarmHandlers([new RequestHandling(Messenger, answers is null ? [] : [answers]), .. handlers], NullLogger<SwarmHandlers>.Instance), requests, Events,
            new SwarmSubscriptions(new HostedSwarms(), Events), Channels, new HostIdentity(host), Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System, NullLogger<InboxService>.Instance));
    }

    /// <summary>What of messages is left in the store.</summary>
    public Task<List<string>> LeftAsync() => Task.FromResult(Installation.KeysWith("{swarms}:msg:"));
}

internal sealed record MessageHost(SwarmRequests Requests, InboxService Inboxes) : IAsyncDisposable
{
    public async Task<MessageHost> StartAsync()
    {
        await Inboxes.StartAsync(default);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Inboxes.StopAsync(default);
        Inboxes.Dispose();
    }
}

/// <summary>Writes down what it gets: receiver, sender, message id.</summary>
internal sealed class Recorder(string type = "note", Func<SwarmDelivery, Task>? also = null) : ISwarmMessageHandler
{
    private readonly ConcurrentQueue<SwarmDelivery> got = new();

    public string Type => type;

    public IReadOnlyList<SwarmDelivery> Got => [.. got];

    public IEnumerable<string> Ids(string receiver) => got.Where(d => d.ReceiverId == receiver).Select(d => d.Message.Id);

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        if (also is not null)
            await also(delivery);
        got.Enqueue(delivery);
    }
}
