using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Routing;

/// <summary>
/// The targets as this host last saw them, for decisions that need no truth: a moment too old costs a wait, never a task. Slots are taken
/// by script.
/// </summary>
internal sealed class RoutingBoard
{
    private volatile RoutingTarget[]? targets;

    /// <summary>Empty before the first look.</summary>
    public IReadOnlyList<RoutingTarget> Targets => targets ?? [];

    public void Show(RoutingTarget[] seen) => targets = seen;

    /// <summary>
    /// Whether any living target may take it, free or not. True before the first look: whoever asks waits for a slot then, and asks again.
    /// </summary>
    public bool AnyServes(Requirements needs)
    {
        if (targets is not { } seen)
            return true;
        var servedBy = needs.ServedBy;
        return seen.Any(t => t.Status == "active"
            && servedBy.Any(t.Capabilities.Contains)
            && needs.Tags.All(t.Capabilities.Contains)
            && !needs.Avoid.Contains(t.TargetId));
    }
}
