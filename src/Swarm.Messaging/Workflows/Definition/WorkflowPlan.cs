using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Workflows.Definition;

/// <summary>A graph that can be run: nodes and edges by number, in the order of the definition, and the level of each node.</summary>
internal sealed class WorkflowPlan
{
    private readonly Dictionary<string, int> byId;

    public WorkflowPlan(WorkflowGraph graph, Dictionary<string, int> byId, (int Source, int Target)[] edges, int[][] incoming, int[][] outgoing, int[] level)
    {
        (Graph, this.byId, Edges, Incoming, Outgoing, Level) = (graph, byId, edges, incoming, outgoing, level);
        var levels = new List<int>[level.Length == 0 ? 0 : level.Max() + 1];
        for (var node = 0; node < level.Length; node++)
            (levels[level[node]] ??= []).Add(node);
        Levels = levels;
        EstimatedMs = Levels.Sum(EstimateOf);
    }

    public WorkflowGraph Graph { get; }

    public int Count => Level.Length;

    public IReadOnlyList<(int Source, int Target)> Edges { get; }

    /// <summary>Edges into a node.</summary>
    public int[][] Incoming { get; }

    /// <summary>Edges out of a node.</summary>
    public int[][] Outgoing { get; }

    public int[] Level { get; }

    public IReadOnlyList<IReadOnlyList<int>> Levels { get; }

    /// <summary>Sum over the levels of the largest node's estimate.</summary>
    public long EstimatedMs { get; }

    public WorkflowNode Node(int node) => Graph.Nodes[node];

    public string Id(int node) => Graph.Nodes[node].Id!;

    public int? Find(string id) => byId.TryGetValue(id, out var node) ? node : null;

    public IEnumerable<int> Sources(int node) => Incoming[node].Select(edge => Edges[edge].Source);

    public IEnumerable<int> Targets(int node) => Outgoing[node].Select(edge => Edges[edge].Target);

    /// <summary>Nodes without an edge out of them: their results are the run's.</summary>
    public IEnumerable<int> Last => Enumerable.Range(0, Count).Where(node => Outgoing[node].Length == 0);

    public static string PartitionId(int level) => $"partition_{level}";

    public IReadOnlyList<WorkflowPartition> Partitions() => [.. Levels.Select((nodes, level) => new WorkflowPartition
    {
        PartitionId = PartitionId(level),
        Nodes = [.. nodes.Select(Id)],
        // Edges inside of a level there are none.
        Dependencies = [.. nodes.SelectMany(Sources).Distinct().Order().Select(Id)],
        Complexity = nodes.Sum(WeightOf),
        WorkMs = nodes.Sum(WeightOf) * (long)NodeTypes.PerWeight.TotalMilliseconds,
        EstimatedMs = EstimateOf(nodes),
    })];

    private int WeightOf(int node) => NodeTypes.Weight(Node(node).Type!);

    private long EstimateOf(IReadOnlyList<int> nodes) => nodes.Max(WeightOf) * (long)NodeTypes.PerWeight.TotalMilliseconds;
}
