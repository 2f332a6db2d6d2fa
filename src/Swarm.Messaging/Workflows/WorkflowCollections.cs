using System.Globalization;
using System.Text.Json;

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

    public static NodeRecord Read(ReadOnlyMemory<byte> record) => JsonSerializer.Deserialize(record.Span, WorkflowJson.Default.NodeRecord)!;
}
