using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>Tasks of the kind <c>node</c>: the operation is the node's type. Payload: <c>{"configuration": ..., "input": ...}</c>.</summary>
internal sealed class NodeExecutor : IElasticExecutor
{
    public const string KindName = "node";

    private readonly Dictionary<string, INodeType> types;
    private readonly NodeBreakers breakers;
    private readonly NodePool pool;
    private readonly string[] capabilities;

    public NodeExecutor(IEnumerable<INodeType> types, NodeBreakers breakers, NodePool pool)
    {
        (this.breakers, this.pool) = (breakers, pool);
        this.types = types.ToDictionary(t => t.Name, StringComparer.Ordinal);
        capabilities = [.. this.types.Keys.Order(StringComparer.Ordinal).Select(name => $"{Kind}/{name}")];
    }

    public string Kind => KindName;

    public IReadOnlyCollection<string> Operations => types.Keys;

    public bool IsOffered => true;

    /// <summary>It follows the workers.</summary>
    public TargetOffer Offer
    {
        get
        {
            var slots = pool.Slots;
            return new(slots, capabilities) { Room = slots };
        }
    }

    public bool TellsBegin => false;

    public TimeSpan Grace => TimeSpan.Zero;

    /// <summary>A statement that commits by itself may have done so when it is stopped.</summary>
    public bool IsHeardAtStop => true;

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload)
    {
        var found = new List<Violation>();
        if (!PayloadRules.TryGet(payload, "configuration", out var configuration) || configuration.ValueKind != JsonValueKind.Object)
            return [new("payload.configuration", configuration.ValueKind == JsonValueKind.Undefined ? null : PayloadRules.Show(configuration), "An object, required.")];
        var fields = new NodeFields(configuration, "payload.configuration", found);
        types[operation].Check(fields);
        fields.RefuseOthers();
        return found;
    }

    public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation) =>
        pool.RunAsync(execution, stop => RunAsync(execution, stop), cancellation);

    private async Task<ExecutionOutcome> RunAsync(TaskExecution execution, CancellationToken cancellation)
    {
        var payload = JsonElement.Parse(execution.Payload.Span);
        var input = payload.TryGetProperty("input", out var given) ? given : JsonElement.Parse("null");
        var type = types[execution.Operation];
        try
        {
            var node = new NodeExecution(Given(payload.GetProperty("configuration")), input, execution.IdempotencyKey ?? execution.TaskId, execution.Attempt, execution.Timeout);
            // What undoes goes past the breaker: what made the run fail may be just what has opened it.
            return WorkflowIds.IsUndo(execution.TaskId)
                ? await type.RunAsync(node, cancellation).ConfigureAwait(false)
                : await breakers.RunAsync(
                    type.Name, type.Destination(node.Configuration), execution, () => type.RunAsync(node, cancellation), cancellation, () => node.SentOnTo).ConfigureAwait(false);
        }
        catch (NodeConfigurationException e)
        {
            return new ExecutionOutcome.Failed(e.Type, e.Message, null, Retryable: false);
        }
        catch (Exception e) when (IsOfData(e) && type.GetType().Assembly == typeof(NodeExecutor).Assembly)
        {
            return new ExecutionOutcome.Failed("bad_data", $"{type.Name} cannot work with what it got: {e.Message}", e.StackTrace, Retryable: false);
        }
    }

    /// <summary>A field that is null is one that is not given, for checks and for whoever runs.</summary>
    private static JsonElement Given(JsonElement configuration) => configuration.EnumerateObject().All(field => field.Value.ValueKind != JsonValueKind.Null)
        ? configuration
        : JsonSerializer.SerializeToElement(configuration.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null)
            .DistinctBy(field => field.Name, StringComparer.Ordinal).ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));

    /// <summary>
    /// What a server answered, or a definition says, must not bring down a worker and the nodes beside it. A type of the host's own that throws is a
    /// defect of which nothing is known, and does.
    /// </summary>
    private static bool IsOfData(Exception e) =>
        e is JsonException or FormatException or ArgumentException or InvalidOperationException or OverflowException or KeyNotFoundException
            or InvalidCastException or NotSupportedException or InvalidDataException;
}
