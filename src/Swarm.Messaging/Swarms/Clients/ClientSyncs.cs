using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Clients;

/// <summary>
/// Answers hosts outside. All they are told is in the store: who asks another process next time, as this one has died, misses nothing but the
/// answer that was on its way, and asks for that again.
/// </summary>
internal sealed partial class ClientSyncs(
    ISwarmClients clients, ISwarmHosts hosts, ISwarmRegistry registry, ISwarmStates states, ISwarmInboxes inboxes, MessageEvents events, IOptionsMonitor<SwarmsOptions> options, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<ClientSyncs> log)
{
    /// <summary>Of an answer; a lone message may be longer.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    // A wake may be missed.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <returns><see cref="SwarmHostSynced"/> or <see cref="Contracts.Tasks.CommandRejected"/>.</returns>
    public async Task<object> AnswerAsync(ReadSync asked, CancellationToken cancellation)
    {
        // A host that waits is silent: for no longer than one of the system is between two heartbeats, whatever it asks for.
        var within = options.CurrentValue.HeartbeatInterval / 2;
        if (asked.Sync.Wait > within)
            asked = asked with { Sync = asked.Sync with { Wait = within } };
        var sync = asked.Sync;
        ClientSynced.Heard heard;
        switch (await clients.SyncAsync(sync, cancellation).ConfigureAwait(false))
        {
            case ClientSynced.Heard ok:
                heard = ok;
                break;
            case ClientSynced.OfTheSystem:
                return ClientRefusals.OfTheSystem(nameof(SyncSwarmHost), sync.HostId);
            case ClientSynced.InUse held:
                return ClientRefusals.InUse(nameof(SyncSwarmHost), sync.HostId, held.For);
            default:
                return ClientRefusals.Superseded(nameof(SyncSwarmHost), sync.HostId);
        }

        if (heard.IsNew)
            Began(sync.HostId, heard.Hosted.Count);
        await TellAsync(heard, cancellation).ConfigureAwait(false);
        await SnapshotAsync(sync.HostId, heard, cancellation).ConfigureAwait(false);
        var hosted = await BeginAsync(sync, heard.Hosted, cancellation).ConfigureAwait(false);
        var again = asked.Again || heard.CameBefore;
        var isNews = again || heard.IsNew || heard.HasChanged || heard.Dropped.Count > 0;
        var read = await ReadAsync(asked, heard.Poll, hosted, again, cancellation).ConfigureAwait(false);
        if (!isNews && read.Messages.Count == 0 && sync.Wait > TimeSpan.Zero)
            (hosted, read) = await WaitAsync(asked, heard.Poll, hosted, cancellation).ConfigureAwait(false);
        return new SwarmHostSynced
        {
            HostId = sync.HostId,
            Hosted = [.. hosted.Select(s => new HostedSwarmTerm { SwarmId = s.SwarmId, Term = s.Term, Status = s.Status })],
            Dropped = heard.Dropped,
            Messages = [.. read.Messages.Select(m => new WaitingMessage { SwarmId = m.Entry.SwarmId, Position = m.Entry.Position, Envelope = Envelope(m) })],
            More = read.More,
            SyncWithinMs = (long)within.TotalMilliseconds,
        };
    }

    /// <summary>Until there is something to tell, the time is over, or this process stops.</summary>
    private async Task<(IReadOnlyList<HostedSwarm> Hosted, InboxRead Read)> WaitAsync(
        ReadSync asked, long poll, IReadOnlyList<HostedSwarm> known, CancellationToken cancellation)
    {
        var (host, begun, wake) = (asked.Sync.HostId, time.GetTimestamp(), new WakeSignal());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        // First the ear, then the look: what comes in between is heard.
        var ear = await hosts.OnWakeAsync(host, _ => wake.Set(), cancellation).ConfigureAwait(false);
        await using (ear.ConfigureAwait(false))
        {
            while (true)
            {
                var read = await ReadAsync(asked, poll, known, again: false, cancellation).ConfigureAwait(false);
                var hosted = await hosts.HostedAsync(host, cancellation).ConfigureAwait(false);
                var left = asked.Sync.Wait - time.GetElapsedTime(begun);
                if (read.Messages.Count > 0 || left <= TimeSpan.Zero || either.IsCancellationRequested || !Same(known, hosted))
                    return (hosted, read);
                await wake.WaitAsync(left < Look ? left : Look, time, either.Token).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Messages of swarms that live in the host; of one that it does not know to have, they would be lost on it.</summary>
    private async Task<InboxRead> ReadAsync(ReadSync asked, long poll, IReadOnlyList<HostedSwarm> hosted, bool again, CancellationToken cancellation)
    {
        if (asked.Most == 0)
            return new InboxRead([], false);
        var known = hosted.Select(h => new SwarmBeat(h.SwarmId, h.Term)).ToHashSet();
        var swarms = asked.Sync.Beats.Where(known.Contains).Select(b => b.SwarmId).Except(asked.Skip, StringComparer.Ordinal).ToList();
        return await inboxes.ReceiveAsync(
            new InboxQuery(asked.Sync.HostId, asked.Most, again, true, []) { Bytes = MostBytes, Question = (poll, swarms) }, cancellation).ConfigureAwait(false);
    }

    /// <summary>A new swarm has a state from its first moment on, and is active with it.</summary>
    private async Task<IReadOnlyList<HostedSwarm>> BeginAsync(ClientSync sync, IReadOnlyList<HostedSwarm> hosted, CancellationToken cancellation)
    {
        var beating = sync.Beats.ToHashSet();
        var fresh = hosted.Where(s => s.Status == SwarmStatuses.Initializing && beating.Contains(new SwarmBeat(s.SwarmId, s.Term))).ToList();
        if (fresh.Count == 0)
            return hosted;
        foreach (var swarm in fresh)
            await states.InitializeAsync(swarm.SwarmId, SwarmState.First(time.GetUtcNow()), cancellation).ConfigureAwait(false);
        await registry.HeartbeatAsync(sync.HostId, [.. fresh.Select(s => new SwarmBeat(s.SwarmId, s.Term))], cancellation).ConfigureAwait(false);
        return await hosts.HostedAsync(sync.HostId, cancellation).ConfigureAwait(false);
    }

    private async Task TellAsync(ClientSynced.Heard heard, CancellationToken cancellation)
    {
        foreach (var (swarm, message) in heard.Handled)
            events.Received(swarm, message);
        foreach (var swarm in heard.Begun)
            await events.SubscribedAsync(swarm, cancellation).ConfigureAwait(false);
    }

    private async Task SnapshotAsync(string hostId, ClientSynced.Heard heard, CancellationToken cancellation)
    {
        foreach (var swarm in heard.Hosted.Where(s => heard.SnapshotsDue.Contains(s.SwarmId)))
        {
            if (await states.SnapshotAsync(swarm.SwarmId, SwarmHosting.AutomaticLabel, hostId, swarm.Term, cancellation).ConfigureAwait(false) is StateOutcome.Unreadable)
                Unreadable(swarm.SwarmId);
        }
    }

    /// <summary>Null for what the host could not read: it acknowledges that, and has what lies behind it.</summary>
    private SwarmMessage? Envelope(InboxMessage message)
    {
        try
        {
            if (JsonDepth.Fits(message.Json.Span, StoredJson.DeepestMessage))
                return JsonSerializer.Deserialize<SwarmMessage>(message.Json.Span, WireJson.Options);
            NoMessage(message.Entry.Message, message.Entry.SwarmId, $"it has more than {StoredJson.DeepestMessage} levels of JSON.");
            return null;
        }
        catch (JsonException e)
        {
            NoMessage(message.Entry.Message, message.Entry.SwarmId, e.Message);
            return null;
        }
    }

    private static bool Same(IReadOnlyList<HostedSwarm> one, IReadOnlyList<HostedSwarm> other) =>
        one.Select(s => (s.SwarmId, s.Term)).ToHashSet().SetEquals(other.Select(s => (s.SwarmId, s.Term)));

    [LoggerMessage(Level = LogLevel.Information, Message = "The host {HostId} outside was heard of, with {Count} swarms from before")]
    private partial void Began(string hostId, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of the swarm {SwarmId} cannot be read; no snapshot of it was kept")]
    private partial void Unreadable(string swarmId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message {MessageId} for {SwarmId} cannot be read: {Error}")]
    private partial void NoMessage(string messageId, string swarmId, string error);
}
