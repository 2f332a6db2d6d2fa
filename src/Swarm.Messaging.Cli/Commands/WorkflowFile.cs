using System.Text.Encodings.Web;
using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;
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

    /// <summary>Its bytes with the input given on the command line in them, and the id of a run of its own where it names none: sent again, they mean the same run.</summary>
    /// <returns>Without an id: neither could one be made, which the host will say.</returns>
    public static async Task<(ReadOnlyMemory<byte> Body, string? ExecutionId)> ReadAsync(string path, JsonElement? input, CliConsole console, CancellationToken cancellation)
    {
        var bytes = await InputFile.ReadAsync(path, console, cancellation).ConfigureAwait(false);
        var body = ParsedBody.Of(bytes);
        if (body.Fault is { } fault)
            throw new CliException(ExitCodes.Usage, $"{path}: {fault.Rule}");
        var own = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (input is { } given)
            own["input"] = given;
        var executionId = body.Message.TryGetProperty("executionId", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (named.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && (executionId = NewRun(body.Message)) is not null)
            own["executionId"] = JsonSerializer.SerializeToElement(executionId, CliJson.Line);
        if (own.Count == 0)
            return (bytes, executionId);
        using var copy = new MemoryStream();
        using (var writer = new Utf8JsonWriter(copy, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var field in body.Message.EnumerateObject().Where(f => !own.ContainsKey(f.Name)))
                field.WriteTo(writer);
            foreach (var (name, value) in own)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return (copy.ToArray(), executionId);
    }

    /// <returns>Null: it names nothing that a run could be named after.</returns>
    private static string? NewRun(JsonElement workflow)
    {
        var found = new List<Violation>();
        var id = workflow.TryGetProperty("workflowId", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        CommandRules.CheckId(id, "workflowId", required: true, found, reserved: false);
        return found.Count > 0 ? null : WorkflowIds.Generate(id!, null, TimeProvider.System.GetUtcNow());
    }
}
