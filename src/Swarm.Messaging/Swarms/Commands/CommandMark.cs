using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>By what a command is known when its message is delivered again. The same message with other content is no redelivery: it is refused with <c>id_conflict</c>.</summary>
/// <param name="MessageId">Of its message.</param>
/// <param name="Content">Hash of what it asks for, in hexadecimal digits.</param>
public sealed record CommandMark(string MessageId, string Content)
{
    private const int Digits = 32;

    /// <summary>As scripts know it.</summary>
    internal string Text => $"{Content}:{MessageId}";

    /// <returns>Null: the command has no message, and cannot come again.</returns>
    internal static CommandMark? Of(CommandOrigin origin, string command, JsonElement message) =>
        origin.MessageId is { } id ? new(id, HashOf(new { command, message })) : null;

    /// <summary>The same for content that says the same with its fields in another order.</summary>
    /// <param name="content">Serialises to JSON.</param>
    internal static string HashOf(object content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteSorted(JsonSerializer.SerializeToElement(content, JsonSerializerOptions.Web), writer);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))[..Digits];
    }

    // Numbers stay the text they are: 1 and 1.0 may mean something else to whoever reads them. Of two fields of one name the order says which counts, and stays.
    private static void WriteSorted(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    WriteSorted(field.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var one in value.EnumerateArray())
                    WriteSorted(one, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
