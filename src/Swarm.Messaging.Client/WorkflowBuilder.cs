using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Client;

/// <summary>
/// A workflow in code. Nodes and edges are kept in the order in which they are added; whether they make a graph that can run the host
/// judges.
/// </summary>
/// <example><code>
/// var order = new WorkflowBuilder("order")
///     .Node("fetch", "http_request", new { url = "https://example.org/orders" })
///     .Node("sum", "data_transformation", new { expression = "sum(results.fetch.body.orders[*].price)" }, after: ["fetch"])
///     .Build(input: new { day = "2026-01-02" });
/// </code></example>
public sealed class WorkflowBuilder(string workflowId)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly List<WorkflowNode> nodes = [];
    private readonly List<WorkflowEdge> edges = [];

    /// <summary>Adds a node.</summary>
    /// <param name="configuration">Whatever becomes a JSON object; null for none.</param>
    /// <param name="after">Nodes it waits for, as edges without a condition.</param>
    /// <param name="with">What else it has: retry, timeout, condition, inputs, compensation.</param>
    public WorkflowBuilder Node(
        string id, string type, object? configuration = null, IEnumerable<string>? after = null, Func<WorkflowNode, WorkflowNode>? with = null)
    {
        var node = new WorkflowNode { Id = id, Type = type, Configuration = configuration is null ? null : JsonSerializer.SerializeToElement(configuration, Json) };
        nodes.Add(with is null ? node : with(node));
        foreach (var source in after ?? [])
            Edge(source, id);
        return this;
    }

    /// <param name="condition">JMESPath over the source's result; where it is not true the edge is not taken.</param>
    public WorkflowBuilder Edge(string source, string target, string? condition = null)
    {
        edges.Add(new WorkflowEdge { Source = source, Target = target, Condition = condition });
        return this;
    }

    /// <summary>The submission so far; what else it has (policy, rank, execution id) is added by <c>with { ... }</c>.</summary>
    /// <param name="input">Whatever becomes JSON; null for none.</param>
    public SubmitWorkflow Build(object? input = null) => new()
    {
        WorkflowId = workflowId, Nodes = [.. nodes], Edges = [.. edges], Input = input is null ? null : JsonSerializer.SerializeToElement(input, Json),
    };

    /// <summary>What stands for a value of the run in a configuration.</summary>
    /// <param name="source">A JSON pointer or a JMESPath expression, e.g. <c>results.fetch.body.id</c>.</param>
    public static IReadOnlyDictionary<string, string> From(string source) => new Dictionary<string, string> { ["$from"] = source };
}
