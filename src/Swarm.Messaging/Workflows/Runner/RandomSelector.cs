namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Any, each as likely as the others.</summary>
internal sealed class RandomSelector(Random random) : INodeWorkerSelector
{
    public string Name => "random";

    public int Select(IReadOnlyList<NodeWorkerView> candidates) => random.Next(candidates.Count);
}
