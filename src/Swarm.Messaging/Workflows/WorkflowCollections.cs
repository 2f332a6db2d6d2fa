using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Workflows;

/// <summary>What grows beside a run: hashes with a field per node.</summary>
internal static class WorkflowCollections
{
    /// <summary>What nodes returned.</summary>
    public const string Results = "results";

    /// <summary>How they ended.</summary>
    public const string Nodes = "nodes";

    /// <summary>How their compensations ended.</summary>
    public const string Undone = "undone";

    public static string Field(int node) => node.ToString(CultureInfo.InvariantCulture);

    public static ReadOnlyMemory<byte> Write(NodeRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, WorkflowJson.Default.NodeRecord);

    /// <exception cref="SagaDamagedException">It is no such record.</exception>
    public static NodeRecord Read(string executionId, ReadOnlyMemory<byte> record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Span, WorkflowJson.Default.NodeRecord) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new SagaDamagedException(new SagaKey(WorkflowDefinition.TypeName, executionId), null, $"the record of a node cannot be read: {e.Message}", e);
        }
    }
}
