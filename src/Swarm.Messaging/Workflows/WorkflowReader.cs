using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>Commands about workflows out of JSON: every field of a wrong type is a violation; every unknown one a warning in a submission, and a violation in a command about a run, which would do something else without it.</summary>
internal static class WorkflowReader
{
    /// <summary>Warnings past these say nothing new.</summary>
    private const int MostWarnings = 20;

    private static readonly string[] OfTheRun = ["executionId", "client", "rank", "priority", "input"];

    /// <param name="path">Before every field's name; empty for a command of its own.</param>
    public static (SubmitWorkflow Command, IReadOnlyList<string> Warnings) Submit(JsonElement json, string path, List<Violation> found)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            found.Add(new(path.TrimEnd('.'), PayloadRules.Show(json), "A workflow: an object."));
            return (new SubmitWorkflow(), []);
        }

        var warnings = new List<string>();
        var fields = new JsonFields(json, path, found);
        CommandReader.CheckVersion(fields, path, found);
        var command = new SubmitWorkflow
        {
            WorkflowId = fields.Text("workflowId"),
            ExecutionId = fields.Text("executionId"),
            Client = fields.Text("client"),
            Nodes = fields.List("nodes") is { } nodes ? [.. Entries(nodes, $"{path}nodes", found).Select(n => Node(n.Fields, $"{path}nodes[{n.Index}]", warnings))] : null,
            Edges = fields.List("edges") is { } edges ? [.. Entries(edges, $"{path}edges", found).Select(e => Edge(e.Fields, warnings))] : null,
            Input = fields.Any("input"),
            Policy = fields.Text("policy"),
            Compensate = fields.Flag("compensate"),
            Cache = fields.Flag("cache"),
            EnableDistributed = fields.Flag("enableDistributed"),
            Rank = fields.Small("rank"),
            Priority = fields.Text("priority"),
            TimeoutMs = fields.Whole("timeoutMs"),
        };
        warnings.AddRange(fields.Unknown());
        return (command, [.. warnings.Take(MostWarnings)]);
    }

    public static CancelWorkflow Cancel(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new CancelWorkflow { ExecutionId = fields.Text("executionId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(CancelWorkflow));
        return command;
    }

    public static PauseWorkflow Pause(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new PauseWorkflow { ExecutionId = fields.Text("executionId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(PauseWorkflow));
        return command;
    }

    public static ResumeWorkflow Resume(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new ResumeWorkflow { ExecutionId = fields.Text("executionId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(ResumeWorkflow));
        return command;
    }

    public static CallWorkflow Call(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new CallWorkflow { ExecutionId = fields.Text("executionId"), NodeId = fields.Text("nodeId"), Payload = fields.Any("payload") };
        fields.RefuseUnknown(nameof(CallWorkflow));
        return command;
    }

    public static RerunFrom Rerun(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new RerunFrom { ExecutionId = fields.Text("executionId"), NodeId = fields.Text("nodeId"), Reason = fields.Text("reason") };
        fields.RefuseUnknown(nameof(RerunFrom), name => name is "from" or "node" ? "the node from which it is to run again is nodeId" : null);
        return command;
    }

    public static GetWorkflow Get(JsonElement json, List<Violation> found)
    {
        var fields = Fields(json, found);
        var command = new GetWorkflow { ExecutionId = fields.Text("executionId"), IncludeResults = fields.Flag("includeResults") };
        fields.RefuseUnknown(nameof(GetWorkflow));
        return command;
    }

    private static WorkflowNode Node(JsonFields fields, string path, List<string> warnings)
    {
        var (retry, undo, cache) = (fields.Object("retry"), fields.Object("compensation"), fields.Object("cache"));
        var node = new WorkflowNode
        {
            Id = fields.Text("id"),
            Type = fields.Text("type"),
            Configuration = fields.Any("configuration"),
            Inputs = fields.Map("inputs"),
            Condition = fields.Text("condition"),
            Retry = Retry(retry),
            TimeoutMs = fields.Whole("timeoutMs"),
            Cache = cache is null ? null : new WorkflowNodeCache { TtlMs = cache.Whole("ttlMs") },
            Compensation = undo is null ? null : Compensation(undo, warnings),
        };
        Warn(warnings, fields, retry);
        if (cache is not null)
            Warn(warnings, cache, null);
        if (node is { Type: NodeTypes.SubWorkflow, Configuration: { ValueKind: JsonValueKind.Object } inner } && warnings.Count < MostWarnings)
            warnings.AddRange(Inner(inner, $"{path}.configuration."));
        return node;
    }

    /// <summary>What is wrong with it is judged with the node; here is what nobody would read.</summary>
    private static IEnumerable<string> Inner(JsonElement workflow, string path) =>
    [
        .. OfTheRun.Where(name => workflow.TryGetProperty(name, out _)).Select(name => $"unused_field: {path}{name} is not used: a workflow inside has that of its run."),
        .. Submit(workflow, path, []).Warnings,
    ];

    private static WorkflowCompensation Compensation(JsonFields fields, List<string> warnings)
    {
        var retry = fields.Object("retry");
        var undo = new WorkflowCompensation
        {
            Type = fields.Text("type"), Configuration = fields.Any("configuration"), Inputs = fields.Map("inputs"), Retry = Retry(retry), TimeoutMs = fields.Whole("timeoutMs"),
        };
        Warn(warnings, fields, retry);
        return undo;
    }

    private static WorkflowEdge Edge(JsonFields fields, List<string> warnings)
    {
        var edge = new WorkflowEdge { Source = fields.Text("source"), Target = fields.Text("target"), Condition = fields.Text("condition") };
        Warn(warnings, fields, null);
        return edge;
    }

    private static RetrySettings? Retry(JsonFields? fields) =>
        fields is null ? null : new RetrySettings { Preset = fields.Text("preset"), MaxAttempts = fields.Small("maxAttempts") };

    private static IEnumerable<(JsonFields Fields, int Index)> Entries(JsonElement list, string path, List<Violation> found)
    {
        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object)
                yield return (new JsonFields(entry, $"{path}[{index}].", found), index);
            else
                found.Add(new($"{path}[{index}]", PayloadRules.Show(entry), "An object."));
            index++;
        }
    }

    private static void Warn(List<string> warnings, JsonFields fields, JsonFields? inner)
    {
        if (warnings.Count < MostWarnings)
            warnings.AddRange([.. fields.Unknown(), .. inner?.Unknown() ?? []]);
    }

    private static JsonFields Fields(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        CommandReader.CheckVersion(fields, "", found);
        return fields;
    }
}
