using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>A workflow in a file, as JSON.</summary>
internal static class WorkflowFile
{
    /// <summary>Planned here and now: ids, types, edges and what nodes take of each other. Configurations a host judges, which knows what it has.</summary>
    public static async Task<WorkflowPlan> PlanAsync(string path, CliConsole console, CancellationToken cancellation)
    {
        var body = ParsedBody.Of(await InputFile.ReadAsync(path, console, cancellation).ConfigureAwait(false));
        if (body.Fault is { } fault)
            throw new CliException(ExitCodes.Usage, $"{path}: {fault.Rule}");
        var found = new List<Violation>();
        var (workflow, _) = WorkflowReader.Submit(body.Message, "", found);
        foreach (var (id, field) in Named(workflow))
        {
            if (string.IsNullOrEmpty(id))
                found.Add(new(field, null, "Required."));
        }

        foreach (var (node, i) in (workflow.Nodes ?? []).Select((node, i) => (node, i)).Where(n => n.node.Type is { Length: > 0 } type && !NodeTypes.All.Contains(type, StringComparer.Ordinal)))
            found.Add(new($"nodes[{i}].type", node.Type, $"'{PayloadRules.Cut(node.Type!)}' is none; one of {string.Join(", ", NodeTypes.All)}.", "unknown_type"));
        if (found.Count == 0)
            SourceRules.Check(workflow.Nodes!, "", found);
        if (found.Count == 0)
        {
            var planned = WorkflowPlanner.Plan(new WorkflowGraph { WorkflowId = workflow.WorkflowId ?? "workflow", Nodes = workflow.Nodes!, Edges = workflow.Edges ?? [] });
            if (planned.Plan is { } plan)
                return plan;
            found.AddRange(planned.Faults.Select(f => new Violation(f.Field, f.Value, f.Rule, f.Code)));
        }

        throw new CliException(ExitCodes.Usage, $"{path} is no workflow that can run: {string.Join(" ", found.Take(10).Select(v => $"{v.Field}: {v.Rule}"))}");
    }

    /// <summary>Its bytes with the input given on the command line in them.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, JsonElement? input, CliConsole console, CancellationToken cancellation)
    {
        var bytes = await InputFile.ReadAsync(path, console, cancellation).ConfigureAwait(false);
        if (input is not { } given || ParsedBody.Of(bytes) is not { Fault: null, Message: var message })
            return bytes; // what cannot be read the host refuses, with its reasons
        using var copy = new MemoryStream();
        using (var writer = new Utf8JsonWriter(copy))
        {
            writer.WriteStartObject();
            foreach (var field in message.EnumerateObject().Where(f => f.Name != "input"))
                field.WriteTo(writer);
            writer.WritePropertyName("input");
            given.WriteTo(writer);
            writer.WriteEndObject();
        }

        return copy.ToArray();
    }

    private static IEnumerable<(string? Id, string Field)> Named(SubmitWorkflow workflow)
    {
        if (workflow.Nodes is not { Count: > 0 } nodes)
            return [(null, "nodes")];
        return nodes.SelectMany((node, i) => new[] { (node.Id, $"nodes[{i}].id"), (node.Type, $"nodes[{i}].type") })
            .Concat((workflow.Edges ?? []).SelectMany((edge, i) => new[] { (edge.Source, $"edges[{i}].source"), (edge.Target, $"edges[{i}].target") }));
    }
}
