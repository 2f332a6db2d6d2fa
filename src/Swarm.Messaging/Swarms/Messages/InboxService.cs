using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// The one loop that reads the inboxes of all swarms of this process: woken when there is a message, and each second in case a wake was lost. Each
/// swarm's messages are then handled in their order, and no swarm waits for another.
/// </summary>
internal sealed partial class InboxService(
    ISwarmInboxes inboxes, SwarmHandlers handlers, SwarmRequests requests, MessageEvents events, SwarmSubscriptions subscriptions, IChannels channels, HostIdentity host,
    IOptions<MessagesOptions> options, TimeProvider time, ILogger<InboxService> log) : PeriodicService(options.Value.Poll, time, log)
{
    private const int AtATime = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ILogger<InboxService> log = log;
    private readonly WakeSignal wake = new();
    private readonly ConcurrentDictionary<string, SwarmMailbox> mailboxes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private IAsyncDisposable? ear;
    private bool unsure;
    private long looked;

    public override TimeSpan Interval => options.Value.Poll;

    /// <returns>How many messages were taken in hand.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation) => (await ReadAsync(look: true, cancellation).ConfigureAwait(false)).Taken;

    /// <summary>Ends when nothing of what was taken in hand is left.</summary>
    public Task DrainAsync() => Task.WhenAll(mailboxes.Values.Select(m => m.Work));

    /// <summary>Handlers end, and what was not handled is for the next process that hosts those swarms.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ear is not null)
            await ear.DisposeAsync().ConfigureAwait(false);
        requests.End();
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(DrainAsync(), Task.Delay(Patience, Time, cancellationToken)).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        stop.Dispose();
        base.Dispose();
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // First the ear, then the look: a message in between is heard.
        if (ear is null)
            ear = await channels.SubscribeAsync(ISwarmInboxes.WakeChannel(host.HostId), Woken, cancellation).ConfigureAwait(false);
        var look = Time.GetElapsedTime(looked) >= Interval;
        if (look)
        {
            looked = Time.GetTimestamp();
            await subscriptions.LookAsync(cancellation).ConfigureAwait(false);
        }

        return (await ReadAsync(look, cancellation).ConfigureAwait(false)).More;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => wake.WaitAsync(Interval, Time, cancellation);

    private Task Woken(ReadOnlyMemory<byte> message)
    {
        wake.Set();
        return Task.CompletedTask;
    }

    private async Task<(int Taken, bool More)> ReadAsync(bool look, CancellationToken cancellation)
    {
        var full = mailboxes.Where(m => m.Value.IsFull).Select(m => m.Key).ToList();
        InboxRead read;
        try
        {
            read = await inboxes.ReceiveAsync(new InboxQuery(host.HostId, AtATime, unsure, look, full), cancellation).ConfigureAwait(false);
            unsure = false;
        }
        catch
        {
            // The store may think that this process has them.
            unsure = true;
            throw;
        }

        return (read.Messages.Count(Take), read.More);
    }

    private bool Take(InboxMessage message)
    {
        var mailbox = mailboxes.GetOrAdd(message.Entry.SwarmId, _ => new SwarmMailbox(inboxes, handlers, events, options.Value.InHand, Time, stop.Token));
        if (Read(message) is not { } envelope)
            return mailbox.Take(message.Entry, Nothing(message), wake.Set);
        var delivery = SwarmDelivery.Of(message.Entry.SwarmId, envelope);
        // Not behind handlers: the one in front may be waiting for just this.
        requests.Answered(delivery);
        return mailbox.Take(message.Entry, delivery, wake.Set);
    }

    private SwarmMessage? Read(InboxMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize<SwarmMessage>(message.Json.Span, WireJson.Options);
        }
        catch (JsonException e)
        {
            Unreadable(log, message.Entry.Message, message.Entry.SwarmId, e.Message);
            return null;
        }
    }

    /// <summary>What cannot be read is acknowledged like what was handled, in its turn.</summary>
    private static SwarmDelivery Nothing(InboxMessage message) => new(message.Entry.SwarmId, "", new SwarmMessage
    {
        Id = message.Entry.Message, SwarmId = "", MessageType = "", Metadata = new SwarmMessageMetadata { Sender = "" },
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {MessageId} for {SwarmId} cannot be read and is dropped: {Error}")]
    private static partial void Unreadable(ILogger logger, string messageId, string swarmId, string error);
}
