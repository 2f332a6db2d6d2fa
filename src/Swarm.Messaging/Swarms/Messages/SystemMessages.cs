using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// Acts on what swarms say to the system. Any process does, so it does not matter where the receiver lives, in a client or nowhere yet: woken by the
/// script that accepts the message, and each second in case a wake was lost. Messages of one sender are acted upon in their order.
/// </summary>
internal sealed partial class SystemMessages(
    ISystemInbox inbox, IEnumerable<ISystemMessageHandler> handlers, SystemAnswers answers, ISwarmLeadership leadership, IChannels channels, IOptions<MessagesOptions> options, TimeProvider time,
    ILogger<SystemMessages> log) : PeriodicService(options.Value.Poll, time, log)
{
    private const int AtATime = 100;

    /// <summary>For so long a message is this process's: then it has died, and another acts.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    // A leader that died is followed after some 3 s, one that hangs when its lease is over.
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaderPatience = TimeSpan.FromMinutes(1);

    private readonly ILogger<SystemMessages> log = log;
    private readonly Dictionary<string, ISystemMessageHandler> handlers = handlers.ToDictionary(h => h.Type, StringComparer.Ordinal);
    private readonly WakeSignal wake = new();
    private IAsyncDisposable? ear;

    /// <returns>How many were taken.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var taken = await inbox.TakeAsync(AtATime, Hold, cancellation).ConfigureAwait(false);
        await Task.WhenAll(taken.Select(m => (m.Message, Envelope: Read(m))).GroupBy(m => m.Envelope?.SwarmId, StringComparer.Ordinal).Select(async sent =>
        {
            foreach (var (message, envelope) in sent)
                await ActAsync(message, envelope, cancellation).ConfigureAwait(false);
        })).ConfigureAwait(false);
        return taken.Count;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ear is not null)
            await ear.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // First the ear, then the look: a message in between is heard.
        ear ??= await channels.SubscribeAsync(ISystemInbox.Channel, Woken, cancellation).ConfigureAwait(false);
        return await RunOnceAsync(cancellation).ConfigureAwait(false) == AtATime;
    }

    protected override Task PauseAsync(CancellationToken cancellation) => wake.WaitAsync(Interval, Time, cancellation);

    private Task Woken(ReadOnlyMemory<byte> message)
    {
        wake.Set();
        return Task.CompletedTask;
    }

    private async Task ActAsync(string message, SwarmMessage? envelope, CancellationToken cancellation)
    {
        var failures = 0;
        if (envelope is not null && handlers.GetValueOrDefault(SwarmDelivery.TypeOf(envelope)) is { } handler)
        {
            var receiver = envelope.Target ?? (await leadership.CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId;
            if (receiver is not null || !handler.NeedsReceiver)
            {
                failures = await HandleAsync(handler, SwarmDelivery.Of(receiver ?? "", envelope), cancellation).ConfigureAwait(false);
            }
            else if (Time.GetUtcNow().ToUnixTimeMilliseconds() - envelope.Timestamp < LeaderPatience.TotalMilliseconds)
            {
                await inbox.DeferAsync([message], NextLook, cancellation).ConfigureAwait(false);
                return;
            }
            else
            {
                NobodyLed(log, handler.Type, envelope.Id, envelope.SwarmId, LeaderPatience.TotalSeconds);
                await answers.RefuseAsync(
                    SwarmDelivery.Of("", envelope), Refused(handler.Type, "no_leader", $"Nobody has led for {LeaderPatience.TotalSeconds:0} s, and nothing was done. Send it again when somebody does, or to one swarm."),
                    cancellation).ConfigureAwait(false);
            }
        }

        await inbox.EndAsync([message], failures, cancellation).ConfigureAwait(false);
    }

    /// <summary>Throws when store or bus are out of reach: the message stays, and is taken again when its hold is over.</summary>
    private async Task<int> HandleAsync(ISystemMessageHandler handler, SwarmDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            await handler.HandleAsync(delivery, cancellation).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            Failed(log, delivery.Type, delivery.Message.Id, delivery.Message.SwarmId, e);
            await answers.RefuseAsync(delivery, Refused(delivery.Type, "internal", $"It could not be acted upon: {e.Message}"), cancellation).ConfigureAwait(false);
            return 1;
        }
    }

    private static CommandRejected Refused(string type, string code, string message) => new() { Command = type, Code = code, Message = message };

    private SwarmMessage? Read(SystemMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize<SwarmMessage>(message.Json.Span, WireJson.Options);
        }
        catch (JsonException e)
        {
            Unreadable(log, message.Message, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Type} {MessageId} of {SwarmId} to all was not acted upon: nobody has led for {Seconds} s")]
    private static partial void NobodyLed(ILogger logger, string type, string messageId, string swarmId, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Type} {MessageId} of {SwarmId} could not be acted upon")]
    private static partial void Failed(ILogger logger, string type, string messageId, string swarmId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {MessageId} to the system cannot be read and is dropped: {Error}")]
    private static partial void Unreadable(ILogger logger, string messageId, string error);
}
