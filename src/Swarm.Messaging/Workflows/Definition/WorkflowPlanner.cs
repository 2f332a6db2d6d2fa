namespace Swarm.Messaging.Workflows.Definition;

/// <summary>Exactly one of plan and faults.</summary>
internal sealed record Planned(WorkflowPlan? Plan, IReadOnlyList<PlanFault> Faults);

/// <summary>
/// Puts the nodes of a graph into levels, or says why it cannot. Pure, linear in nodes and edges, and without recursion: a chain may be as
/// long as the graph is large.
/// </summary>
internal static class WorkflowPlanner
{
    /// <summary>Ids and types are there; whether they are in order is what is asked here.</summary>
    public static Planned Plan(WorkflowGraph graph)
    {
        var faults = new List<PlanFault>();
        var byId = Number(graph, faults);
        var edges = Resolve(graph, byId, faults);
        if (faults.Count > 0)
            return new(null, faults);

        var incoming = Bundle(graph.Nodes.Count, edges, edge => edge.Target);
        var outgoing = Bundle(graph.Nodes.Count, edges, edge => edge.Source);
        var level = Levels(edges, incoming, outgoing);
        if (Array.IndexOf(level, -1) >= 0)
            return new(null, CycleSearch.Explain(graph, edges, incoming, outgoing, level));
        return new(new WorkflowPlan(graph, byId, edges, incoming, outgoing, level), []);
    }

    private static Dictionary<string, int> Number(WorkflowGraph graph, List<PlanFault> faults)
    {
        var byId = new Dictionary<string, int>(graph.Nodes.Count, StringComparer.Ordinal);
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            if (!byId.TryAdd(graph.Nodes[i].Id!, i))
                faults.Add(new PlanFault.DuplicateNode(i, graph.Nodes[i].Id!));
        }

        return byId;
    }

    private static (int Source, int Target)[] Resolve(WorkflowGraph graph, Dictionary<string, int> byId, List<PlanFault> faults)
    {
        var edges = new (int, int)[graph.Edges.Count];
        var seen = new HashSet<(int, int)>(graph.Edges.Count);
        for (var i = 0; i < edges.Length; i++)
        {
            var edge = graph.Edges[i];
            if (!byId.TryGetValue(edge.Source!, out var source))
                faults.Add(new PlanFault.MissingNode(i, "source", edge.Source!));
            if (!byId.TryGetValue(edge.Target!, out var target))
                faults.Add(new PlanFault.MissingNode(i, "target", edge.Target!));
            else if (byId.ContainsKey(edge.Source!) && !seen.Add((source, target)))
                faults.Add(new PlanFault.DuplicateEdge(i, edge.Source!, edge.Target!));
            edges[i] = (source, target);
        }

        return edges;
    }

    private static int[][] Bundle(int nodes, (int Source, int Target)[] edges, Func<(int Source, int Target), int> end)
    {
        var sizes = new int[nodes];
        foreach (var edge in edges)
            sizes[end(edge)]++;
        var bundles = Array.ConvertAll(sizes, size => size == 0 ? [] : new int[size]);
        for (var i = edges.Length - 1; i >= 0; i--)
            bundles[end(edges[i])][--sizes[end(edges[i])]] = i;
        return bundles;
    }

    /// <returns>-1 for nodes that are never reached.</returns>
    private static int[] Levels((int Source, int Target)[] edges, int[][] incoming, int[][] outgoing)
    {
        var level = new int[incoming.Length];
        var open = Array.ConvertAll(incoming, into => into.Length);
        var ready = new Queue<int>(Enumerable.Range(0, open.Length).Where(node => open[node] == 0));
        Array.Fill(level, -1);
        var longest = new int[level.Length];
        while (ready.TryDequeue(out var node))
        {
            level[node] = longest[node];
            foreach (var edge in outgoing[node])
            {
                var target = edges[edge].Target;
                longest[target] = Math.Max(longest[target], level[node] + 1);
                if (--open[target] == 0)
                    ready.Enqueue(target);
            }
        }

        return level;
    }
}
