using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows;

/// <summary>What a node must say. What it takes from its run is not known yet and judged when it begins.</summary>
internal sealed class NodeRules
{
    private readonly Dictionary<string, INodeType> own;
    private readonly TaskPolicies? policies;

    public NodeRules(IEnumerable<INodeType> types, TaskPolicies policies)
    {
        own = types.ToDictionary(t => t.Name, StringComparer.Ordinal);
        this.policies = policies;
        Types = [.. own.Keys.Concat(TaskNodeTypes.All).Append(NodeTypes.Delay).Append(NodeTypes.SubWorkflow).Order(StringComparer.Ordinal)];
    }

    private NodeRules() => (own, Types) = ([], [.. NodeTypes.All.Order(StringComparer.Ordinal)]);

    /// <summary>All but the configurations, which take a host that knows what it has; those of delays and of workflows inside take none.</summary>
    public static NodeRules WithoutHost { get; } = new();

    public IReadOnlyList<string> Types { get; }

    public void Check(WorkflowNode node, string path, List<Violation> found)
    {
        CheckExpression(node.Condition, $"{path}.condition", found);
        CheckWork(node.Type, node.Configuration, node.Inputs, node.Retry, node.TimeoutMs, path, found);
        if (node.Type == NodeTypes.Delay)
            CheckDelay(node, path, found);
        if (HeldNodes.IsTrigger(node) && (node.Retry is not null || node.Inputs is not null))
        {
            found.Add(new(
                node.Retry is not null ? $"{path}.retry" : $"{path}.inputs",
                PayloadRules.Cut(node.Retry is { } retry ? retry.Preset ?? $"{retry.MaxAttempts}" : JsonSerializer.Serialize(node.Inputs)),
                "A trigger takes neither: its result is what the call brings."));
        }

        CacheRules.Check(node, path, found);
        if (node.Compensation is not { } undo)
            return;
        CheckWork(undo.Type, undo.Configuration, undo.Inputs, undo.Retry, undo.TimeoutMs, $"{path}.compensation", found);
        found.AddRange(HeldNodes.Triggers(undo.Type, undo.Configuration, $"{path}.compensation").Select(at => new Violation(at, "true", "Nobody calls to undo: neither a compensation nor a node inside one waits for a call.")));
        if (undo.Type == NodeTypes.Delay)
            found.Add(new($"{path}.compensation.type", undo.Type, "A delay undoes nothing."));
    }

    public static void CheckExpression(string? source, string field, List<Violation> found)
    {
        if (source is not null && RunValues.Fault(source) is { } fault)
            found.Add(new(field, PayloadRules.Cut(source), fault));
    }

    private void CheckWork(
        string? type, JsonElement? given, IReadOnlyDictionary<string, string>? inputs, RetrySettings? retry, long? timeoutMs, string path, List<Violation> found)
    {
        if (type is null || !Types.Contains(type, StringComparer.Ordinal))
        {
            found.Add(new($"{path}.type", type is null ? null : PayloadRules.Cut(type), $"One of {string.Join(", ", Types)}.", type is null ? "invalid" : "unknown_type"));
            return;
        }

        foreach (var (name, source) in inputs ?? new Dictionary<string, string>())
            CheckExpression(source, $"{path}.inputs.{PayloadRules.Cut(name)}", found);
        if (timeoutMs is < 1 or > SubmissionRules.MaxTimeoutMs)
            found.Add(new($"{path}.timeoutMs", timeoutMs.ToString(), $"A whole number of milliseconds from 1 to {SubmissionRules.MaxTimeoutMs}."));
        CheckRetry(type, retry, path, found);
        var configuration = given ?? JsonElement.Parse("{}");
        if (configuration.ValueKind != JsonValueKind.Object)
        {
            found.Add(new($"{path}.configuration", PayloadRules.Show(configuration), "An object."));
            return;
        }

        // Of a workflow inside they are its own, judged with it.
        foreach (var (at, source) in type == NodeTypes.SubWorkflow ? [] : References.All(configuration, $"{path}.configuration"))
            CheckExpression(source, $"{at}.$from", found);
        var fields = new NodeFields(configuration, $"{path}.configuration", found);
        if (own.TryGetValue(type, out var known))
            known.Check(fields);
        else if (type == NodeTypes.Delay)
            fields.Whole("ms", 0, DelayNode.LongestMs, required: true);
        else if (type == NodeTypes.SubWorkflow)
            CheckInner(configuration, path, found);
        else if (policies is not null)
            CheckTask(policies, type, configuration, fields, path, found);
        if (type != NodeTypes.SubWorkflow && (policies is not null || type == NodeTypes.Delay))
            fields.RefuseOthers();
    }

    private static void CheckRetry(string type, RetrySettings? retry, string path, List<Violation> found)
    {
        if (retry is null)
            return;
        if (type is NodeTypes.Delay or NodeTypes.SubWorkflow)
            found.Add(new($"{path}.retry", PayloadRules.Cut(retry.Preset ?? $"{retry.MaxAttempts}"), $"A {type} is not tried again; the nodes inside have their own."));
        if (retry.Preset is { } preset && RetryPresets.Find(preset) is null)
            found.Add(new($"{path}.retry.preset", PayloadRules.Cut(preset), $"One of {string.Join(", ", RetryPresets.Names)}."));
        if (retry.MaxAttempts is < 1 or > 100)
            found.Add(new($"{path}.retry.maxAttempts", retry.MaxAttempts.ToString(), "Executions in total, from 1 to 100."));
    }

    private static void CheckDelay(WorkflowNode node, string path, List<Violation> found)
    {
        if (node.TimeoutMs is not null)
            found.Add(new($"{path}.timeoutMs", node.TimeoutMs.ToString(), "A delay takes its own time, ms."));
        if (node.Inputs is not null)
            found.Add(new($"{path}.inputs", PayloadRules.Cut(JsonSerializer.Serialize(node.Inputs)), "A delay takes none."));
    }

    private static void CheckTask(TaskPolicies policies, string type, JsonElement configuration, NodeFields fields, string path, List<Violation> found)
    {
        var kind = TaskNodeTypes.NamesKind(type) ? fields.Text("kind", required: true, longest: 64) : TaskNodeTypes.Kind(type, configuration);
        var operation = fields.Text("operation", required: true, longest: 64);
        var payload = fields.Any("payload");
        if (fields.List("requires") is { } tags && !tags.EnumerateArray().All(tag => tag.ValueKind == JsonValueKind.String))
            fields.Refuse("requires", "A list of texts.");
        if (kind is null || operation is null || References.Any(configuration))
            return;
        // Without a payload it gets the node's input, which is not known yet.
        var judged = policies.Judge(kind, operation, payload).Where(v => payload is not null || v.Field is "kind" or "operation");
        found.AddRange(judged.Select(v => v with { Field = $"{path}.configuration.{v.Field}" }));
    }

    private void CheckInner(JsonElement configuration, string path, List<Violation> found)
    {
        var at = $"{path}.configuration.";
        var (inner, _) = WorkflowReader.Submit(configuration, at, found);
        if (inner.Nodes is not { } nodes)
        {
            found.Add(new($"{path}.configuration", configuration.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : PayloadRules.Show(configuration), $"A workflow with a workflowId and 1 to {WorkflowOptions.MaxNodes} nodes."));
            return;
        }

        WorkflowFields.Check(inner, at, this, found);
        if (found.Count > 0)
            return;
        var planned = WorkflowPlanner.Plan(new WorkflowGraph { WorkflowId = inner.WorkflowId!, Nodes = nodes, Edges = inner.Edges ?? [] });
        found.AddRange(planned.Faults.Select(f => new Violation(at + f.Field, PayloadRules.Cut(f.Value), f.Rule, f.Code)));
    }
}
