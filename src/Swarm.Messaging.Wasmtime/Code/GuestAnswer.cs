using System.Buffers;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// What a module's JSON means: a result, or <c>{"failure":{"type","message"}}</c>. A failure comes of the content and what was asked,
/// so another attempt would end the same way.
/// </summary>
internal static class GuestAnswer
{
    public static ExecutionOutcome Of(byte[] result) => Of(result, _ => { });

    /// <summary>The object with further fields, written by <paramref name="more"/> in front of its own.</summary>
    public static ExecutionOutcome Of(byte[] result, Action<Utf8JsonWriter> more)
    {
        using var document = JsonDocument.Parse(result);
        if (document.RootElement.TryGetProperty("failure", out var failure))
            return Failed(failure.GetProperty("type").GetString()!, failure.GetProperty("message").GetString()!);
        var bytes = new ArrayBufferWriter<byte>(result.Length + 256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            more(writer);
            foreach (var property in document.RootElement.EnumerateObject())
                property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return new ExecutionOutcome.Succeeded(bytes.WrittenMemory);
    }

    public static ExecutionOutcome.Failed Failed(string type, string message) => new(type, message, Retryable: false);
}
