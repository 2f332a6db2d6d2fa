using System.Text.Json;

namespace Swarm.Messaging.Worker.Wire;

/// <summary>Field names that are written often, encoded once.</summary>
public static class WireFields
{
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    public static readonly JsonEncodedText Task = JsonEncodedText.Encode("task");
    public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    public static readonly JsonEncodedText TaskId = JsonEncodedText.Encode("taskId");
    public static readonly JsonEncodedText Payload = JsonEncodedText.Encode("payload");
    public static readonly JsonEncodedText Timeout = JsonEncodedText.Encode("timeout");
    public static readonly JsonEncodedText Attempt = JsonEncodedText.Encode("attempt");
    public static readonly JsonEncodedText LeaseToken = JsonEncodedText.Encode("leaseToken");
    public static readonly JsonEncodedText IdempotencyKey = JsonEncodedText.Encode("idempotencyKey");
    public static readonly JsonEncodedText WorkerId = JsonEncodedText.Encode("workerId");
    public static readonly JsonEncodedText Result = JsonEncodedText.Encode("result");
    public static readonly JsonEncodedText Duration = JsonEncodedText.Encode("duration");
    public static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
}
