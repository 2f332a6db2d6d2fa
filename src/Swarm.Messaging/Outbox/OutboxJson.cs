using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Messaging.Outbox;

/// <summary>How emitted items stand in the outbox.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(List<Emission>))]
internal sealed partial class OutboxJson : JsonSerializerContext
{
    public static ReadOnlyMemory<byte> Write(List<Emission> emissions) =>
        JsonSerializer.SerializeToUtf8Bytes(emissions, Default.ListEmission);

    public static List<Emission> Read(ReadOnlyMemory<byte> entry) =>
        JsonSerializer.Deserialize(entry.Span, Default.ListEmission)
        ?? throw new InvalidOperationException("An outbox entry is null.");
}
