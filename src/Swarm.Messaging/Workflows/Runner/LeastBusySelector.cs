namespace Swarm.Messaging.Workflows.Runner;

/// <summary>The lowest load; of equals the oldest, so that the others may become idle and leave.</summary>
internal sealed class LeastBusySelector : INodeWorkerSelector
{
    public const string StrategyName = "least-busy";

    public string Name => StrategyName;

    public int Select(IReadOnlyList<NodeWorkerView> candidates) => Of(candidates);

    public static int Of(IReadOnlyList<NodeWorkerView> candidates)
    {
        var best = 0;
        for (var i = 1; i < candidates.Count; i++)
        {
            if (candidates[i].Load < candidates[best].Load)
                best = i;
        }

        return best;
    }
}
