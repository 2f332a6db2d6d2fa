namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Those that have nothing to do come first, the one that has waited longest among them; then the lowest load.</summary>
internal sealed class WeightedSelector : INodeWorkerSelector
{
    public string Name => "weighted";

    public int Select(IReadOnlyList<NodeWorkerView> candidates)
    {
        var idle = -1;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Tasks == 0 && (idle < 0 || candidates[i].IdleFor > candidates[idle].IdleFor))
                idle = i;
        }

        return idle >= 0 ? idle : LeastBusySelector.Of(candidates);
    }
}
