using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Expressions;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>A node that makes one result of those of its sources: <c>how</c> is merge, collect or reduce, <c>sources</c> their order.</summary>
internal sealed class AggregateNode : INodeType
{
    public string Name => NodeTypes.Aggregate;

    public void Check(NodeFields configuration)
    {
        configuration.OneOf("how", Aggregation.All, required: true);
        if (configuration.List("sources") is not { } sources || sources.GetArrayLength() == 0 || sources.EnumerateArray().Any(s => s.ValueKind != JsonValueKind.String))
            configuration.Refuse("sources", "Node ids, in the order in which their results are taken.");
    }

    public string? Destination(JsonElement configuration) => null;

    /// <summary>Sources that were skipped have no result and are passed over.</summary>
    public Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation)
    {
        var results = execution.Input.TryGetProperty("results", out var all) ? all : JsonElement.Parse("{}");
        var found = execution.Configuration.GetProperty("sources").EnumerateArray()
            .Select(s => results.TryGetProperty(s.GetString()!, out var result) ? result : (JsonElement?)null).OfType<JsonElement>().ToList();
        try
        {
            var one = Aggregation.Of(execution.Configuration.GetProperty("how").GetString()!, found);
            return Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded(JsonSerializer.SerializeToUtf8Bytes(one)));
        }
        catch (ExpressionException e)
        {
            throw new NodeConfigurationException("bad_number", $"The results of {string.Join(", ", execution.Configuration.GetProperty("sources").EnumerateArray())} cannot become one: {e.Message}.", e);
        }
    }
}
