namespace Swarm.Messaging.Workflows.Definition;

/// <summary>Why a graph cannot be planned. A closed set.</summary>
internal abstract record PlanFault
{
    /// <summary>More would not help whoever mends them.</summary>
    public const int MostNamed = 20;

    private PlanFault()
    {
    }

    public abstract string Code { get; }

    /// <summary>JSON path of the offending part.</summary>
    public abstract string Field { get; }

    public abstract string Value { get; }

    public abstract string Rule { get; }

    public sealed record DuplicateNode(int Index, string Id) : PlanFault
    {
        public override string Code => "duplicate_node";

        public override string Field => $"nodes[{Index}].id";

        public override string Value => Id;

        public override string Rule => $"An id names one node; {Id} is given more than once.";
    }

    public sealed record MissingNode(int Edge, string End, string Id) : PlanFault
    {
        public override string Code => "missing_node";

        public override string Field => $"edges[{Edge}].{End}";

        public override string Value => Id;

        public override string Rule => $"There is no node {Id}; an edge joins two nodes of the workflow.";
    }

    public sealed record DuplicateEdge(int Edge, string Source, string Target) : PlanFault
    {
        public override string Code => "duplicate_edge";

        public override string Field => $"edges[{Edge}]";

        public override string Value => $"{Source} -> {Target}";

        public override string Rule => "One edge joins two nodes; put both conditions into one.";
    }

    /// <param name="Path">The nodes in order, the first one again at the end.</param>
    public sealed record Cycle(IReadOnlyList<string> Path) : PlanFault
    {
        public override string Code => "cycle";

        public override string Field => "edges";

        public override string Value => string.Join(" -> ", Path.Count <= MostNamed ? Path : [.. Path.Take(MostNamed - 1), "...", Path[^1]]);

        public override string Rule => $"A node cannot wait for itself: {Value}. Take out one of these edges.";
    }

    public sealed record Unreachable(IReadOnlyList<string> Nodes) : PlanFault
    {
        public override string Code => "unreachable_node";

        public override string Field => "nodes";

        public override string Value =>
            string.Join(", ", Nodes.Take(MostNamed)) + (Nodes.Count > MostNamed ? $" and {Nodes.Count - MostNamed} more" : "");

        public override string Rule => $"Never reached, as what they wait for is on a cycle: {Value}.";
    }
}
