using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Workflows that benchmarks run.</summary>
internal static class WorkflowShapes
{
    /// <summary>One after another.</summary>
    public static SubmitWorkflow Chain(int nodes, Func<int, WorkflowNode> node) => new()
    {
        WorkflowId = $"chain{nodes}", Client = "bench", Nodes = Nodes(nodes, node),
        Edges = [.. Enumerable.Range(1, nodes - 1).Select(i => new WorkflowEdge { Source = $"n{i - 1}", Target = $"n{i}" })],
    };

    /// <summary>Start -> all the others but one side by side -> end.</summary>
    public static SubmitWorkflow Fan(int nodes, Func<int, WorkflowNode> node) => new()
    {
        WorkflowId = $"fan{nodes}", Client = "bench", Nodes = Nodes(nodes, node),
        Edges = [.. Enumerable.Range(1, nodes - 2).SelectMany(i => new[] { new WorkflowEdge { Source = "n0", Target = $"n{i}" }, new() { Source = $"n{i}", Target = $"n{nodes - 1}" } })],
    };

    /// <summary>No edges at all.</summary>
    public static SubmitWorkflow Independent(int nodes, Func<int, WorkflowNode> node) =>
        new() { WorkflowId = $"free{nodes}", Client = "bench", Nodes = Nodes(nodes, node), Edges = [] };

    public static WorkflowNode Noop() => new() { Type = "task", Configuration = JsonElement.Parse("""{"kind":"basic","operation":"noop","payload":0}""") };

    public static WorkflowNode Waiting(double ms) => Own("wait", ms);

    /// <summary>Fails at every twentieth execution.</summary>
    public static WorkflowNode Faulty() => Own("faulty", 0);

    /// <summary>Returns a text of so many characters.</summary>
    public static WorkflowNode Text(int length) => Own("text", length);

    private static WorkflowNode Own(string operation, double payload) => new()
    {
        Type = "task",
        Configuration = JsonElement.Parse($$"""{"kind":"bench","operation":"{{operation}}","payload":{{payload.ToString(CultureInfo.InvariantCulture)}}}"""),
        // The run's values are of no use to it.
        Inputs = new Dictionary<string, string>(),
    };

    private static List<WorkflowNode> Nodes(int count, Func<int, WorkflowNode> node) => [.. Enumerable.Range(0, count).Select(i => node(i) with { Id = $"n{i}" })];
}
