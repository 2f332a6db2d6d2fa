using System.Text.Json.Serialization;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>How windows and batches stand in the store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BatchWindowSaga))]
[JsonSerializable(typeof(BatchSaga))]
[JsonSerializable(typeof(MemberRecord))]
internal sealed partial class BatchJson : JsonSerializerContext;
