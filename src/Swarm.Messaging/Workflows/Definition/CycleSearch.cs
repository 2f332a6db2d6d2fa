namespace Swarm.Messaging.Workflows.Definition;

/// <summary>Names what keeps nodes from ever being reached: each cycle that shares no node with another, and all that waits behind cycles.</summary>
internal static class CycleSearch
{
    /// <param name="level">-1 for the nodes in question.</param>
    public static IReadOnlyList<PlanFault> Explain(
        WorkflowGraph graph, (int Source, int Target)[] edges, int[][] incoming, int[][] outgoing, int[] level)
    {
        var stuck = Array.ConvertAll(level, l => l < 0);
        var behind = Peel(edges, incoming, outgoing, stuck);
        var faults = new List<PlanFault>();
        while (faults.Count < PlanFault.MostNamed && Array.IndexOf(stuck, true) >= 0)
        {
            var cycle = Walk(edges, incoming, stuck);
            faults.Add(new PlanFault.Cycle([.. cycle.Append(cycle[0]).Select(node => graph.Nodes[node].Id!)]));
            Leave(cycle, edges, incoming, outgoing, stuck);
        }

        if (behind.Count > 0)
            faults.Add(new PlanFault.Unreachable([.. behind.Select(node => graph.Nodes[node].Id!)]));
        return faults;
    }

    /// <summary>Takes away, from the far end, nodes that only wait behind a cycle and are on none.</summary>
    private static SortedSet<int> Peel((int Source, int Target)[] edges, int[][] incoming, int[][] outgoing, bool[] stuck)
    {
        var open = Array.ConvertAll(outgoing, into => into.Count(edge => stuck[edges[edge].Target]));
        var loose = new Queue<int>(Enumerable.Range(0, stuck.Length).Where(node => stuck[node] && open[node] == 0));
        var behind = new SortedSet<int>();
        while (loose.TryDequeue(out var node))
        {
            behind.Add(node);
            stuck[node] = false;
            foreach (var edge in incoming[node])
            {
                var source = edges[edge].Source;
                if (stuck[source] && --open[source] == 0)
                    loose.Enqueue(source);
            }
        }

        return behind;
    }

    /// <summary>Back along the edges from any node that is left, until one comes again.</summary>
    private static IReadOnlyList<int> Walk((int Source, int Target)[] edges, int[][] incoming, bool[] stuck)
    {
        var path = new List<int>();
        var place = new Dictionary<int, int>();
        var node = Array.IndexOf(stuck, true);
        while (place.TryAdd(node, path.Count))
        {
            path.Add(node);
            node = edges[incoming[node].First(edge => stuck[edges[edge].Source])].Source;
        }

        var cycle = path.Skip(place[node]).Reverse().ToList();
        // From the node that stands first in the definition, for people and tests alike.
        var first = cycle.IndexOf(cycle.Min());
        return [.. cycle.Skip(first).Concat(cycle.Take(first))];
    }

    /// <summary>Takes a cycle away, and whatever waits for nothing else: what is left is on other cycles, or behind them.</summary>
    private static void Leave(IReadOnlyList<int> cycle, (int Source, int Target)[] edges, int[][] incoming, int[][] outgoing, bool[] stuck)
    {
        var loose = new Queue<int>(cycle);
        while (loose.TryDequeue(out var node))
        {
            stuck[node] = false;
            foreach (var target in outgoing[node].Select(edge => edges[edge].Target).Where(target => stuck[target]))
            {
                if (!incoming[target].Any(edge => stuck[edges[edge].Source]))
                    loose.Enqueue(target);
            }
        }
    }
}
