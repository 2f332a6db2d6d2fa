using System.Text.Json.Serialization;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How runs stand in the store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = false)]
[JsonSerializable(typeof(WorkflowSaga))]
[JsonSerializable(typeof(WorkflowGraph))]
[JsonSerializable(typeof(NodeRecord))]
internal sealed partial class WorkflowJson : JsonSerializerContext;
