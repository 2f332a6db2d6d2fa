using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Tells what happened to swarms, and brings what is published of them up to date. An entry stays in the outbox until both is done, so nothing is left out; some is done twice.</summary>
internal sealed class SwarmCarrier(SwarmPublisher publisher, ISwarmPublication publication, ISwarmRegistry registry) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<SwarmEvent>? events = null;
        HashSet<(string Id, SwarmPart Part)>? changed = null;
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                if (emission is Emission.ToSwarmHearers hearers)
                    (events ??= []).Add(hearers.Event);
                if (emission is not Emission.ToPublished published)
                    continue;
                (changed ??= []).Add((commit.Id.Key.Id, published.Part));
                if (published.Gone is { Count: > 0 } gone)
                    await publication.WithdrawAsync(commit.Id.Key.Id, [.. gone.Select(g => published.Part == SwarmPart.Blocking ? $"coordinators:{g}" : g)], cancellation).ConfigureAwait(false);
            }
        }

        if (changed is not null)
            await Task.WhenAll(changed.Select(c => PublishAsync(c.Id, c.Part, cancellation))).ConfigureAwait(false);
        if (events is not null)
            await publisher.PublishAsync([.. await Task.WhenAll(events.Select(e => WithSwarmAsync(e, cancellation))).ConfigureAwait(false)], cancellation).ConfigureAwait(false);
    }

    private async Task PublishAsync(string swarmId, SwarmPart part, CancellationToken cancellation)
    {
        if (part is SwarmPart.Swarm or SwarmPart.All)
            await publication.SwarmAsync(swarmId, cancellation).ConfigureAwait(false);
        if (part is SwarmPart.State or SwarmPart.All)
            await publication.StateAsync(swarmId, cancellation).ConfigureAwait(false);
        if (part is SwarmPart.Blocking or SwarmPart.All)
            await publication.BlockingAsync(swarmId, cancellation).ConfigureAwait(false);
    }

    private async Task<SwarmEvent> WithSwarmAsync(SwarmEvent e, CancellationToken cancellation) => e switch
    {
        SwarmRegistered registered => registered with { Swarm = await registry.GetAsync(e.SwarmId, cancellation).ConfigureAwait(false) },
        SwarmUpdated updated => updated with { Swarm = await registry.GetAsync(e.SwarmId, cancellation).ConfigureAwait(false) },
        _ => e,
    };
}
