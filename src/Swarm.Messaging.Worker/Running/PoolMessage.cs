using System.Text.Json;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>A message of the pool, read once.</summary>
internal sealed record PoolMessage(
    string Type, string? TaskId, string? TaskType, byte[]? Payload, int Attempt, string? LeaseToken, string? IdempotencyKey, long? TimeoutMs, bool Graceful)
{
    public static PoolMessage Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            return Parse(new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = 256 }));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FrameException($"A frame is no message: {e.Message}", e);
        }
    }

    private static PoolMessage Parse(Utf8JsonReader json)
    {
        var message = new PoolMessage("", null, null, "null"u8.ToArray(), 1, null, null, null, true);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            message = name switch
            {
                "type" => message with { Type = json.GetString() ?? "" },
                "taskId" => message with { TaskId = json.GetString() },
                "graceful" => message with { Graceful = json.GetBoolean() },
                "task" => ReadTask(ref json, message),
                _ => Skip(ref json, message),
            };
        }

        return message;
    }

    private static PoolMessage ReadTask(ref Utf8JsonReader json, PoolMessage message)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("payload"))
            {
                json.Read();
                message = message with { Payload = Raw(ref json) };
                continue;
            }

            var name = json.GetString();
            json.Read();
            message = name switch
            {
                "id" => message with { TaskId = json.GetString() },
                "type" => message with { TaskType = json.GetString() },
                "attempt" => message with { Attempt = json.GetInt32() },
                "leaseToken" => message with { LeaseToken = json.GetString() },
                "idempotencyKey" => message with { IdempotencyKey = json.GetString() },
                "timeout" => message with { TimeoutMs = json.TokenType == JsonTokenType.Null ? null : json.GetInt64() },
                _ => Skip(ref json, message),
            };
        }

        return message;
    }

    private static PoolMessage Skip(ref Utf8JsonReader json, PoolMessage message)
    {
        json.Skip();
        return message;
    }

    private static byte[] Raw(ref Utf8JsonReader json)
    {
        using var value = JsonDocument.ParseValue(ref json);
        return System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value.RootElement).ToArray();
    }
}
