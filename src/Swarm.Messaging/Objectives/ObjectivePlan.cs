using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Objectives;

/// <summary>Work of agents as a workflow: groups of tasks, one group after another. Pure.</summary>
/// <param name="agentType">Only agents of it; null: any.</param>
internal sealed class ObjectivePlan(string kind, long timeoutMs, string? agentType = null)
{
    private readonly List<WorkflowNode> nodes = [];
    private readonly List<WorkflowEdge> edges = [];

    /// <summary>The node whose result stands for everything so far.</summary>
    public string? Last { get; private set; }

    public int Tasks { get; private set; }

    public IReadOnlyList<string> Steps => [.. nodes.Select(n => n.Id!)];

    /// <summary>The same operation by so many, each with its own payload; their results become one.</summary>
    /// <param name="payloads">One task for each. <c>{"$from": "..."}</c> in it is a value of the run.</param>
    public ObjectivePlan Then(string step, string operation, IReadOnlyList<JsonObject> payloads, string aggregation)
    {
        var before = Last;
        var ids = payloads.Count == 1 ? [step] : Enumerable.Range(1, payloads.Count).Select(n => $"{step}-{n}").ToList();
        foreach (var (id, payload) in ids.Zip(payloads))
        {
            var task = new JsonObject { ["kind"] = kind, ["operation"] = operation, ["payload"] = payload };
            if (agentType is not null)
                task["requires"] = new JsonArray(SkillWords.Type(agentType));
            Add(id, "task", task, timeoutMs);
            if (before is not null)
                edges.Add(new WorkflowEdge { Source = before, Target = id });
        }

        Tasks += ids.Count;
        Last = ids[0];
        if (ids.Count == 1)
            return this;
        Last = step;
        Add(step, "aggregate", new JsonObject { ["how"] = aggregation, ["sources"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) }, null);
        edges.AddRange(ids.Select(id => new WorkflowEdge { Source = id, Target = step }));
        return this;
    }

    public SubmitWorkflow ToWorkflow(string workflowId, string executionId, string? client, JsonElement? input, string? priority, long runTimeoutMs) => new()
    {
        WorkflowId = workflowId, ExecutionId = executionId, Client = client, Nodes = nodes, Edges = edges, Input = input, Priority = priority, TimeoutMs = runTimeoutMs,
    };

    /// <summary>What stands for the result of the step before.</summary>
    public JsonNode? Before() => Last is { } last ? From($"/results/{last}") : null;

    public static JsonObject From(string source) => new() { ["$from"] = source };

    private void Add(string id, string type, JsonObject configuration, long? timeout) => nodes.Add(new WorkflowNode
    {
        Id = id, Type = type, Configuration = JsonElement.Parse(configuration.ToJsonString()), TimeoutMs = timeout,
    });
}
