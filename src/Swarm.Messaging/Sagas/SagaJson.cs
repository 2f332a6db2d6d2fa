using System.Text.Json.Serialization;

namespace Swarm.Messaging.Sagas;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Transition))]
internal sealed partial class SagaJson : JsonSerializerContext;
