using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>How a host gives swarms up.</summary>
public sealed partial class SwarmHost
{
    private async Task DrainAllAsync(bool complete, CancellationToken cancellation)
    {
        var all = Swarms;
        await Task.WhenAll(all.Select(s => EndWorkAsync(s, cancellation))).ConfigureAwait(false);
        await acknowledgements.FlushAsync(options.Timeout).ConfigureAwait(false);
        if (complete)
            await Task.WhenAll(all.Select(s => CompleteAsync(s, cancellation))).ConfigureAwait(false);
        // Not heard: they are interrupted after their time, and recovered.
        if (signed.Task.IsCompletedSuccessfully)
            await TryAsync(() => commands.LeaveAsync(new LeaveSwarmHost { HostId = HostId, Session = session }, cancellation)).ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
    }

    private async Task DrainOneAsync(HostedSwarm swarm, bool complete, CancellationToken cancellation)
    {
        if (Find(swarm.Id) != swarm || swarm.IsLeaving)
            return;
        await EndWorkAsync(swarm, cancellation).ConfigureAwait(false);
        await acknowledgements.FlushAsync(options.Timeout).ConfigureAwait(false);
        if (complete)
            await CompleteAsync(swarm, cancellation).ConfigureAwait(false);
        else
            await TryAsync(() => commands.LeaveAsync(new LeaveSwarmHost { HostId = HostId, Session = session, SwarmIds = [swarm.Id] }, cancellation)).ConfigureAwait(false);
        swarms.TryRemove(KeyValuePair.Create(swarm.Id, swarm));
        await EndAsync(swarm).ConfigureAwait(false);
    }

    /// <summary>Its heartbeats go on meanwhile.</summary>
    private async Task EndWorkAsync(HostedSwarm swarm, CancellationToken cancellation)
    {
        swarm.IsLeaving = true;
        await Task.WhenAll(
            swarm.Inbox.DrainAsync(options.DrainTimeout, time),
            swarm.Agent is { } agent ? TryAsync(() => agent.StopAsync(cancellation)) : Task.CompletedTask).ConfigureAwait(false);
        swarm.Requests.End();
    }

    private async Task CompleteAsync(HostedSwarm swarm, CancellationToken cancellation)
    {
        // One that is interrupted cannot be completed: it is archived as it is.
        await TryAsync(() => commands.UpdateAsync(new UpdateSwarm { SwarmId = swarm.Id, Status = SwarmStatuses.Completed }, cancellation)).ConfigureAwait(false);
        await TryAsync(() => commands.DeregisterAsync(new DeregisterSwarm { SwarmId = swarm.Id }, cancellation)).ConfigureAwait(false);
    }

    private async Task StopAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(polling, acknowledging).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var swarm in Swarms)
        {
            swarms.TryRemove(KeyValuePair.Create(swarm.Id, swarm));
            await EndAsync(swarm, inOrder: !cut).ConfigureAwait(false);
        }

        await ways.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EndAsync(HostedSwarm swarm, bool inOrder = true)
    {
        swarm.End();
        if (swarm.TakeAgent() is not { } agent)
            return;
        // Again after a drain it has nothing to do.
        if (inOrder && !swarm.IsLeaving)
            await TryAsync(() => agent.StopAsync(CancellationToken.None)).ConfigureAwait(false);
        await agent.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A stop goes on whatever fails.</summary>
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            StopFailed(HostId, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The swarm host {HostId} gives up swarms, and a step of it failed: {Error}")]
    private partial void StopFailed(string hostId, string error);
}
