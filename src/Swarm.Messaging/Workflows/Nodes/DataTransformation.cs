using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>Makes a new value out of the node's input: <c>expression</c> gives it, or each of <c>fields</c> gives one of an object.</summary>
internal sealed class DataTransformation : INodeType
{
    public string Name => NodeTypes.DataTransformation;

    public void Check(NodeFields configuration)
    {
        var expression = configuration.Text("expression", longest: RunValues.LongestSource);
        var fields = configuration.Object("fields");
        if (expression is null == fields is null)
            configuration.Refuse("expression", "Exactly one of expression and fields.");
        if (expression is not null && RunValues.Fault(expression) is { } fault)
            configuration.Refuse("expression", fault);
        foreach (var field in fields is { } given ? given.EnumerateObject().ToArray() : [])
        {
            if (field.Value.ValueKind != JsonValueKind.String || RunValues.Fault(field.Value.GetString()!) is not null)
                configuration.Refuse("fields", $"{field.Name}: a JSON pointer or a JMESPath expression, as a text.");
        }
    }

    public string? Destination(JsonElement configuration) => null;

    public Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        var configuration = execution.Configuration;
        var value = configuration.TryGetProperty("expression", out var expression)
            ? RunValues.Read(execution.Input, expression.GetString()!)
            : RunDocument.Input(execution.Input, configuration.GetProperty("fields").EnumerateObject()
                .ToDictionary(f => f.Name, f => f.Value.GetString()!, StringComparer.Ordinal));
        return Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded(JsonSerializer.SerializeToUtf8Bytes(value)));
    }
}
