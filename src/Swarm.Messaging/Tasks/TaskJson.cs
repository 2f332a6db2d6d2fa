using System.Text.Json.Serialization;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>How tasks stand in the store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TaskSaga))]
[JsonSerializable(typeof(AttemptRecord))]
[JsonSerializable(typeof(TaskProgress))]
internal sealed partial class TaskJson : JsonSerializerContext;
