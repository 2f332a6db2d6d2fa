using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows;

/// <summary>What a node comes to once the values of its run are known. A closed set; pure.</summary>
internal abstract record NodeWork
{
    private NodeWork()
    {
    }

    /// <param name="Submit">Without id, client and rank, which the run gives.</param>
    public sealed record Task(SubmitTask Submit) : NodeWork;

    /// <param name="Configuration">A workflow as in a submission.</param>
    public sealed record SubWorkflow(JsonElement Configuration, JsonElement Input, long? TimeoutMs) : NodeWork;

    /// <summary>Throws <see cref="NodeConfigurationException"/>, and nothing else, where the values make no work: they are the node's own, and so is the failure.</summary>
    public static NodeWork Of(WorkflowNode node, bool undo, JsonElement document)
    {
        try
        {
            return undo
                ? Of(node.Compensation!.Type!, node.Compensation.Configuration, node.Compensation.Inputs, node.Compensation.Retry, node.Compensation.TimeoutMs, document)
                : Of(node.Type!, node.Configuration, node.Inputs, node.Retry, node.TimeoutMs, document);
        }
        catch (Exception e) when (e is not NodeConfigurationException)
        {
            throw new NodeConfigurationException("bad_configuration", $"configuration makes no {(undo ? node.Compensation!.Type : node.Type)} once the run's values are in it: {e.Message}", e);
        }
    }

    private static NodeWork Of(
        string type, JsonElement? configuration, IReadOnlyDictionary<string, string>? inputs, RetrySettings? retry, long? timeoutMs, JsonElement document)
    {
        var input = RunDocument.Input(document, inputs);
        // The nodes of a workflow inside have values of their own run.
        if (type == NodeTypes.SubWorkflow)
            return new SubWorkflow(configuration!.Value, input, timeoutMs);
        var resolved = References.Resolve(configuration ?? JsonElement.Parse("{}"), document);
        var submit = TaskNodeTypes.Kind(type, resolved) is { } kind
            ? new SubmitTask
            {
                Kind = kind,
                Operation = Text(resolved, "operation"),
                // What is written as null is not given; what the run has as null is what it is.
                Payload = resolved.TryGetProperty("payload", out var payload) && configuration!.Value.GetProperty("payload").ValueKind != JsonValueKind.Null ? payload : input,
                Requires = Tags(resolved),
            }
            : new SubmitTask { Kind = NodeExecutor.KindName, Operation = type, Payload = NodePayload(resolved, input) };
        return new Task(submit with { Retry = retry, TimeoutMs = timeoutMs });
    }

    private static string Text(JsonElement configuration, string name) =>
        configuration.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new NodeConfigurationException("bad_configuration", $"configuration.{name} is no text once the run's values are in it.");

    /// <summary>None where the run has none.</summary>
    private static List<string>? Tags(JsonElement configuration)
    {
        if (!configuration.TryGetProperty("requires", out var tags) || tags.ValueKind == JsonValueKind.Null)
            return null;
        return tags.ValueKind == JsonValueKind.Array && tags.EnumerateArray().All(tag => tag.ValueKind == JsonValueKind.String)
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)]
            : throw new NodeConfigurationException(
                "bad_configuration", $"configuration.requires is {PayloadRules.Show(tags)} once the run's values are in it, and no list of texts.");
    }

    private static JsonElement NodePayload(JsonElement configuration, JsonElement input) =>
        BoundedJson.Write("configuration and input", RunDocument.MostTaken, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("configuration");
            configuration.WriteTo(writer);
            writer.WritePropertyName("input");
            input.WriteTo(writer);
            writer.WriteEndObject();
        });
}
