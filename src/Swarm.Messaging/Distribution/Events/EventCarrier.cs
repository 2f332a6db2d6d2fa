using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Events;

/// <summary>Tells what commits did to CRM tasks, batches and sessions. An entry stays in the outbox until it was told, so nothing is left out; some is told twice.</summary>
internal sealed class EventCarrier(DistributionPublisher publisher, AgentDirectory agents, ISagaStore store, ISessionStore sessions) : IOutboxCarrier
{
    /// <summary>Greater results are to be fetched.</summary>
    private const int LargestResult = 64 * 1024;

    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<DistributionEvent>? events = null;
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                if (emission is Emission.ToHearers { Event: var own })
                    (events ??= []).Add(own);
                else if (emission is Emission.ToListeners { Event: { Kind: CrmPolicy.KindName } said })
                    (events ??= []).AddRange(CrmEvents.Of(said, NameOf, await ResultAsync(commit, said, cancellation).ConfigureAwait(false)));
            }
        }

        if (events is not null)
            await publisher.PublishAsync([.. await Task.WhenAll(events.Select(e => WithLoadAsync(e, cancellation))).ConfigureAwait(false)], cancellation).ConfigureAwait(false);
    }

    private string NameOf(string agentId) => agents.Find(agentId)?.Name ?? agentId;

    private async Task<JsonElement?> ResultAsync(CommittedOutbox commit, TaskEvent said, CancellationToken cancellation)
    {
        if (said is not TaskCompleted)
            return null;
        var result = commit.Result ?? await store.ReadResultAsync(commit.Id.Key, cancellation).ConfigureAwait(false);
        return result is { Length: > 0 and <= LargestResult } json ? JsonElement.Parse(json.Span) : null;
    }

    private async Task<DistributionEvent> WithLoadAsync(DistributionEvent e, CancellationToken cancellation) =>
        e is BrowserSessionReleased released && await sessions.FindAsync(released.SessionId, cancellation).ConfigureAwait(false) is { } session
            ? released with { ActiveTaskCount = session.Active }
            : e;
}
