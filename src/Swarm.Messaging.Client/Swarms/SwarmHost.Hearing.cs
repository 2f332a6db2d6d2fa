using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>What a host says and hears, and what it does about it.</summary>
public sealed partial class SwarmHost
{
    private const string UnknownHost = "unknown_host";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private async Task PollAsync()
    {
        try
        {
            var taken = await poll.RunAsync(stop.Token).ConfigureAwait(false);
            Displaced(HostId, taken.Message);
            lock (gate)
                displaced = taken.Message;
            signed.TrySetException(new SwarmClientException(taken.Message, transient: false));
            foreach (var swarm in Swarms)
                await LoseAsync(swarm, taken.Code, taken.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            signed.TrySetException(new SwarmClientException($"The swarm host {HostId} is stopped.", transient: false));
        }
    }

    private SyncSwarmHost Say() => new()
    {
        HostId = HostId,
        Session = session,
        Capacity = drained is null ? options.Capacity : 0,
        Beats = [.. swarms.Values.Where(s => s.Term > 0).Select(s => new SwarmTerm { SwarmId = s.Id, Term = s.Term })],
        Skip = [.. swarms.Values.Where(s => s.Inbox.IsFull).Select(s => s.Id)],
    };

    /// <returns>Whether there was anything.</returns>
    private async Task<bool> HearAsync(SyncSwarmHost said, SwarmHostSynced answer)
    {
        signed.TrySetResult();
        var isNews = answer.Messages.Count > 0 || answer.Dropped.Count > 0;
        foreach (var one in answer.Hosted)
        {
            if (Find(one.SwarmId) is { } known)
                isNews |= known.Seen(one.Term, one.Status);
            else if (options is { Taken: not null, Capacity: > 0 } && drained is null)
                isNews |= await TakeAsync(one, options.Taken).ConfigureAwait(false);
        }

        foreach (var dropped in answer.Dropped)
        {
            if (Find(dropped.SwarmId) is { } swarm && swarm.Term == dropped.Term)
                await DropAsync(swarm, dropped.Outcome).ConfigureAwait(false);
        }

        var unheard = answer.Dropped.Select(d => d.SwarmId).ToHashSet(StringComparer.Ordinal);
        foreach (var beat in said.Beats!.Where(b => !unheard.Contains(b.SwarmId!)))
            Find(beat.SwarmId!)?.Heard();
        foreach (var message in answer.Messages)
        {
            if (Find(message.SwarmId) is { } swarm)
                swarm.Inbox.Take(message.Position, message.Envelope, message.Envelope is { } envelope && swarm.Requests.Answered(envelope));
        }

        return isNews;
    }

    /// <summary>A swarm that nobody hosted came by the capacity.</summary>
    private async Task<bool> TakeAsync(HostedSwarmTerm given, Action<HostedSwarm> configure)
    {
        var swarm = New(given.SwarmId);
        configure(swarm);
        if (!swarms.TryAdd(swarm.Id, swarm))
            return false;
        swarm.Inbox.Start();
        swarm.Seen(given.Term, given.Status);
        await WorkAsync(swarm, stop.Token).ConfigureAwait(false);
        Took(swarm.Id, swarm.Term);
        return true;
    }

    private Task DropAsync(HostedSwarm swarm, string outcome) => outcome switch
    {
        DropOutcomes.Stale => Task.CompletedTask, // under the term that it is hosted with now it goes on
        DropOutcomes.StandIn when !swarm.IsLeaving => ReclaimAsync(swarm),
        _ => swarm.IsLeaving ? Task.CompletedTask : LoseAsync(swarm, outcome, $"It is {outcome}."),
    };

    /// <summary>It was silent for too long, and is alive elsewhere: nobody else wants it.</summary>
    private async Task ReclaimAsync(HostedSwarm swarm)
    {
        var result = await commands.RegisterAsync(new RegisterSwarm { SwarmId = swarm.Id, HostId = HostId }, stop.Token).ConfigureAwait(false);
        if (result.Answer is { Swarm: var now })
        {
            swarm.Seen(now.Term, now.Status);
            Reclaimed(swarm.Id, swarm.Term);
        }
        else if (result.Rejected!.Code != UnknownHost)
        {
            await LoseAsync(swarm, result.Rejected.Code, result.Rejected.Message).ConfigureAwait(false);
        }
    }

    private async Task LoseAsync(HostedSwarm swarm, string reason, string message)
    {
        if (!swarms.TryRemove(KeyValuePair.Create(swarm.Id, swarm)))
            return;
        NotHere(swarm.Id, message);
        swarm.End(new SwarmClientException($"The swarm {swarm.Id} is not hosted: {message}", transient: false));
        // Its tasks have leases of their own: those that run may end, beside whoever reports this.
        _ = EndAsync(swarm);
        var lost = new LostSwarm(swarm.Id, reason);
        options.Lost?.Invoke(lost);
        Lost?.Invoke(lost);
    }

    private void Settle(IReadOnlyList<AcknowledgedMessage> messages)
    {
        foreach (var message in messages)
            Find(message.SwarmId!)?.Inbox.Settled(message.Position!);
    }

    private HostedSwarm New(string id) => new(id, options, commands, acknowledgements.Add, DrainOneAsync, time, log);

    private async Task<SwarmDocument> RegisterAsync(RegisterSwarm command, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var result = await commands.RegisterAsync(command, cancellation).ConfigureAwait(false);
                // Not heard of for a while: the next question mends that.
                if (result.Rejected is not { Code: UnknownHost })
                    return result.OrThrow().Swarm;
            }
            catch (SwarmClientException e) when (e.Transient)
            {
                NotRegistered(command.SwarmId!, e.Message);
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task WorkAsync(HostedSwarm swarm, CancellationToken cancellation)
    {
        if (swarm.Tasks.Count == 0)
            return;
        swarm.Agent = new SwarmTaskAgent(swarm, options, ways.Agents, time, logs);
        await swarm.Agent.StartAsync(cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This program hosts the swarm {SwarmId}, which nobody did, in term {Term}")]
    private partial void Took(string swarmId, long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarm {SwarmId} was kept alive elsewhere while this program was silent; it is hosted here again, in term {Term}")]
    private partial void Reclaimed(string swarmId, long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This program does not host the swarm {SwarmId} any more: {Reason}")]
    private partial void NotHere(string swarmId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The swarm host {HostId} is not heard any more: {Reason}")]
    private partial void Displaced(string hostId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarm {SwarmId} is not registered yet; this goes on trying: {Error}")]
    private partial void NotRegistered(string swarmId, string error);
}
