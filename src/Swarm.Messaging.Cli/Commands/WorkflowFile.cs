using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>A workflow in a file, as JSON.</summary>
internal static class WorkflowFile
{
    /// <summary>Planned here and now by a host's own rules: ids, types, sizes, expressions, edges and what nodes take of each other, in workflows inside too. Configurations a host judges, which knows what it has. Warnings are remarks.</summary>
    public static async Task<WorkflowPlan> PlanAsync(string path, CliConsole console, CancellationToken cancellation)
    {
        var body = ParsedBody.Of(await InputFile.ReadAsync(path, console, cancellation).ConfigureAwait(false));
        if (body.Fault is { } fault)
            throw new CliException(ExitCodes.Usage, $"{path}: {fault.Rule}");
        var found = new List<Violation>();
        var (workflow, warnings) = WorkflowReader.Submit(body.Message, "", found);
        WorkflowFields.Check(workflow, "", NodeRules.WithoutHost, found);
        if (found.Count == 0)
        {
            var planned = WorkflowPlanner.Plan(new WorkflowGraph { WorkflowId = workflow.WorkflowId!, Nodes = workflow.Nodes!, Edges = workflow.Edges ?? [] });
            if (planned.Plan is { } plan)
            {
                foreach (var warning in warnings.Concat(SourceRules.Warnings(plan)))
                    console.Remark($"warning: {warning}");
                return plan;
            }

            found.AddRange(planned.Faults.Select(f => new Violation(f.Field, f.Value, f.Rule, f.Code)));
        }

        throw new CliException(ExitCodes.Usage, $"{path} is no workflow that can run: {string.Join(" ", found.Take(10).Select(Said))}");
    }

    private static string Said(Violation v) => v.Value is { Length: > 0 } value ? $"{v.Field} ({value}): {v.Rule}" : $"{v.Field}: {v.Rule}";

    /// <summary>Its bytes with the input given on the command line in them.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, JsonElement? input, CliConsole console, CancellationToken cancellation)
    {
        var bytes = await InputFile.ReadAsync(path, console, cancellation).ConfigureAwait(false);
        var body = ParsedBody.Of(bytes);
        if (body.Fault is { } fault)
            throw new CliException(ExitCodes.Usage, $"{path}: {fault.Rule}");
        if (input is not { } given)
            return bytes;
        using var copy = new MemoryStream();
        using (var writer = new Utf8JsonWriter(copy))
        {
            writer.WriteStartObject();
            foreach (var field in body.Message.EnumerateObject().Where(f => f.Name != "input"))
                field.WriteTo(writer);
            writer.WritePropertyName("input");
            given.WriteTo(writer);
            writer.WriteEndObject();
        }

        return copy.ToArray();
    }
}
