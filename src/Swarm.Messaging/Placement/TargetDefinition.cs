namespace Swarm.Messaging.Placement;

/// <summary>
/// Who can run tasks. Its capabilities are operations, which have a <c>/</c>, and tags, which have none; neither has one of
/// <c>+ ! ? ~ |</c>. A class <c>code/rs:test</c> is served by targets that declare one of <c>code/rs:test</c>, <c>code/rs:*</c>,
/// <c>code/*:test</c> and <c>code/*</c>, and all of the class's tags; see <see cref="Requirements.ServedBy"/>. Lists are compared as a
/// whole, so what many targets declare alike costs once, however long it is. A tag <c>spec:{fileType}</c> says what the target is best
/// at, for the strategy <c>resource-based</c>.
/// </summary>
/// <param name="TargetId"><c>[A-Za-z0-9._-]{1,128}</c>.</param>
/// <param name="Type">pool, agent, session, ...</param>
/// <param name="HostId">The process that renews it.</param>
/// <param name="Address">Name of its queue.</param>
/// <param name="Capabilities"><c>{kind}/{operation}</c>, <c>{kind}/{fileType}:*</c>, <c>{kind}/*:{operation}</c>, <c>{kind}/*</c>, and tags.</param>
/// <param name="Slots">How many attempts at a time, 0..10,000; 0: no new work. It may change: <see cref="IPlacementStore.SetSlotsAsync"/>.</param>
public sealed record TargetDefinition(
    string TargetId,
    string Type,
    string HostId,
    string Address,
    IReadOnlyList<string> Capabilities,
    int Slots)
{
    /// <summary>What it says of itself, for strategies that go by it; null: nothing, they take it last.</summary>
    public TargetRating? Rating { get; init; }
}

/// <summary>How good a target says it is; what becomes of its work counts beside it. All 0..1.</summary>
/// <param name="Health">At first; each failure takes 0.2 away, each success gives 0.05 back.</param>
/// <param name="SuccessRate">Counts as much as ten outcomes.</param>
/// <param name="Workload">By what it does beside our work.</param>
/// <param name="WorkloadStep">What each of our attempts adds.</param>
public sealed record TargetRating(decimal Health, decimal SuccessRate, decimal Quality, decimal Reliability, decimal Workload, decimal WorkloadStep = 0.2m);
