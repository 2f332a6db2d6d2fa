using System.Buffers;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>What a user's own module reads: <c>{ "operation": "analyze", "fileType": "js", "payload": { ... } }</c>, the payload as it was submitted.</summary>
internal static class CommandInput
{
    public static CodeStep.Call Of(string operation, string language, JsonElement payload)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("operation", operation);
            writer.WriteString("fileType", language);
            writer.WritePropertyName("payload");
            payload.WriteTo(writer);
            writer.WriteEndObject();
        }

        return new CodeStep.Call(operation, bytes.WrittenMemory, default, result => new ExecutionOutcome.Succeeded(result));
    }
}
