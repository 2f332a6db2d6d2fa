using System.Text.Json;
using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Children;

/// <summary>A message for a worker, written when its turn comes.</summary>
/// <param name="Type">One of <see cref="WireTypes"/>.</param>
/// <param name="Task">Of execute-task.</param>
/// <param name="Token">Of execute-task: as it was when the worker got it.</param>
/// <param name="TaskId">Of cancel-task.</param>
internal readonly record struct Outgoing(string Type, PoolTask? Task = null, string? Token = null, string? TaskId = null)
{
    public ReadOnlyMemory<byte> Write(FrameBuffer frame)
    {
        var json = frame.Begin(Type);
        if (Task is not null)
            WriteTask(json, Task);
        if (TaskId is not null)
            json.WriteString(WireFields.TaskId, TaskId);
        if (Type == WireTypes.Shutdown)
            json.WriteBoolean("graceful", true);
        return frame.End();
    }

    private void WriteTask(Utf8JsonWriter json, PoolTask task)
    {
        json.WriteStartObject(WireFields.Task);
        json.WriteString(WireFields.Id, task.Id);
        json.WriteString(WireFields.Type, task.Type);
        json.WritePropertyName(WireFields.Payload);
        json.WriteRawValue(task.Payload.Span, skipInputValidation: true);
        json.WriteNumber(WireFields.Timeout, (long)task.Timeout.TotalMilliseconds);
        json.WriteNumber(WireFields.Attempt, task.Attempt);
        json.WriteString(WireFields.LeaseToken, Token);
        if (task.IdempotencyKey is { } key)
            json.WriteString(WireFields.IdempotencyKey, key);
        json.WriteEndObject();
    }
}
