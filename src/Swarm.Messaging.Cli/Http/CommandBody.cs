using System.Buffers;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>A command whose fields partly stand outside its body: in the path or in a header.</summary>
internal static class CommandBody
{
    /// <summary>The body with the field set; as it came when it cannot be read, for the intake to say so. Empty counts as an empty object.</summary>
    /// <param name="conflict">Set when the body says something else.</param>
    public static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> body, string field, string value, string source, out Violation? conflict)
    {
        conflict = null;
        if (body.IsEmpty)
            body = "{}"u8.ToArray();
        var parsed = ParsedBody.Of(body);
        if (parsed.Malformed is not null)
            return body;
        if (parsed.Message.TryGetProperty(field, out var said) && said.ValueKind != JsonValueKind.Null)
        {
            if (said.ValueKind != JsonValueKind.String || said.GetString() != value)
                conflict = new(field, PayloadRules.Show(said), $"The same as in {source}, '{value}', or left out.");
            return body;
        }

        var bytes = new ArrayBufferWriter<byte>(body.Length + 256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString(field, value);
            foreach (var property in parsed.Message.EnumerateObject().Where(p => p.Name != field))
                property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
