namespace Swarm.Messaging.Workflows.Runner;

/// <summary>One after the other, in order of age.</summary>
internal sealed class RoundRobinSelector : INodeWorkerSelector
{
    private int last;

    public string Name => "round-robin";

    public int Select(IReadOnlyList<NodeWorkerView> candidates)
    {
        var next = 0;
        while (next < candidates.Count && candidates[next].Number <= last)
            next++;
        next %= candidates.Count;
        last = candidates[next].Number;
        return next;
    }
}
