using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>Brings what matters to recoveries from the news of the registry to them.</summary>
internal sealed class RecoveryNewsReader(SagaRunner<RecoverySaga> sagas) : ISwarmNewsReader
{
    public async Task ReadAsync(IReadOnlyList<SwarmNews> news, CancellationToken cancellation)
    {
        var items = news.Select(told => (told.Id, Event: EventOf(told))).Where(told => told.Event is not null)
            .Select(told => new SagaItem($"{RecoveryDefinition.TypeName}:{told.Event!.SwarmId}:{told.Id}", told.Event.SwarmId, told.Event)).ToList();
        await sagas.HandleAsync(items, cancellation).ConfigureAwait(false);
    }

    private static IRecoveryEvent? EventOf(SwarmNews news) => news switch
    {
        { What: SwarmNewsNames.Status, To: SwarmStatuses.Interrupted } => new SwarmInterrupted(news.SwarmId, news.At, news.Reason, IsHostLost(news.Detail)),
        { What: SwarmNewsNames.Status, To: SwarmStatuses.Active, From: SwarmStatuses.Recovering } => new SwarmIsBack(news.SwarmId, news.At),
        { What: SwarmNewsNames.Status } when SwarmTransitions.IsEnd(news.To) => new SwarmIsOver(news.SwarmId, news.At, news.To),
        { What: SwarmNewsNames.Removed } => new SwarmIsOver(news.SwarmId, news.At, SwarmNewsNames.Removed),
        { What: SwarmNewsNames.Returned } => new RecoveryWanted(news.SwarmId, news.At, "heard of while interrupted"),
        { What: SwarmNewsNames.Beat } => new RecoveryHeard(news.SwarmId),
        _ => null,
    };

    // Older news have no detail.
    private static bool IsHostLost(string? detail) =>
        detail is not null && JsonElement.Parse(detail).TryGetProperty("hostLost", out var lost) && lost.ValueKind == JsonValueKind.True;
}
