using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Tests.Workflows;

/// <summary>Graphs as tests write them: <c>"a:webhook b"</c> and <c>"a-b b-c"</c>.</summary>
internal static class Graphs
{
    public static WorkflowGraph Of(string nodes, string edges = "") => new()
    {
        WorkflowId = "w",
        Nodes = [.. Words(nodes).Select(Node)],
        Edges = [.. Words(edges).Select(Edge)],
    };

    public static WorkflowPlan Plan(string nodes, string edges = "") => WorkflowPlanner.Plan(Of(nodes, edges)).Plan.ShouldNotBeNull();

    public static WorkflowGraph Chain(int length) => new()
    {
        WorkflowId = "chain",
        Nodes = [.. Enumerable.Range(0, length).Select(i => Node($"n{i}"))],
        Edges = [.. Enumerable.Range(1, length - 1).Select(i => new WorkflowEdge { Source = $"n{i - 1}", Target = $"n{i}" })],
    };

    public static WorkflowNode Node(string text) => text.Split(':') is [var id, var type]
        ? new WorkflowNode { Id = id, Type = type }
        : new WorkflowNode { Id = text, Type = "task", Configuration = JsonElement.Parse("""{"kind":"basic","operation":"echo"}""") };

    private static WorkflowEdge Edge(string text) => new() { Source = text.Split('-')[0], Target = text.Split('-')[1] };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
