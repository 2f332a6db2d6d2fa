using System.Text.Json;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>Runs one task at a time on a thread of its own, so that messages are read while a handler computes.</summary>
internal sealed class TaskRunner(IReadOnlyDictionary<string, WorkerHandler> handlers, Outbox outbox, WorkerGauge gauge)
{
    private const int DeepestJson = 128;
    private const int LongestText = 32 * 1024;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = DeepestJson };

    private readonly object gate = new();
    private Order? next;
    private RunningTask? current;
    private bool stopped;

    /// <summary>Ends when nothing runs and nothing more will.</summary>
    public TaskCompletionSource Idle { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? CurrentTask => current?.Id;

    public void Start() => new Thread(Loop) { IsBackground = true, Name = "task" }.Start();

    public void Execute(string id, string type, byte[] payload, int attempt, string leaseToken, string? idempotencyKey, TimeSpan? timeout)
    {
        lock (gate)
        {
            var task = new RunningTask(id, leaseToken, outbox);
            if (current is not null || stopped)
            {
                Failed(task, "busy", stopped ? "This worker is stopping." : $"This worker still runs {current!.Id}; it takes one task at a time.", null, true);
                return;
            }

            current = task;
            next = new Order(task, type, payload, attempt, idempotencyKey, timeout);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Of another task: nothing.</summary>
    public void Cancel(string? id)
    {
        lock (gate)
        {
            if (current is { } task && (id is null || task.Id == id))
                task.Cancel();
        }
    }

    /// <summary>Takes nothing more; <see cref="Idle"/> ends with the running task.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            if (current is null)
                Idle.TrySetResult();
        }
    }

    private void Loop()
    {
        while (true)
        {
            Order order;
            lock (gate)
            {
                while (next is null)
                    Monitor.Wait(gate);
                (order, next) = (next, null);
            }

            _ = RunAsync(order);
        }
    }

    private async Task RunAsync(Order order)
    {
        var task = order.Task;
        try
        {
            if (!handlers.TryGetValue(order.Type, out var handler))
            {
                throw new WorkerTaskException(
                    "unknown_type", $"No handler for the type '{order.Type}' here; there are {string.Join(", ", handlers.Keys.Order(StringComparer.Ordinal))}.");
            }

            using var payload = JsonDocument.Parse(order.Payload, Reading);
            var result = await handler(
                new WorkerTask(task.Id, order.Type, payload.RootElement, order.Attempt, order.IdempotencyKey, order.Timeout, task), task.Cancellation).ConfigureAwait(false);
            Complete(task, result);
        }
        catch (WorkerTaskException e)
        {
            End(task, () => Failed(task, e.Code, e.Message, null, e.Retryable));
        }
        catch (OperationCanceledException e) when (task.Cancellation.IsCancellationRequested)
        {
            End(task, () => Failed(task, "cancelled", "The execution was cancelled and has ended.", e.StackTrace, true));
        }
        catch (Exception e)
        {
            End(task, () => Failed(task, e.GetType().Name, e.Message, e.StackTrace, true));
        }
    }

    private void Complete(RunningTask task, object? result)
    {
        // Before it counts as ended: a result that cannot be written fails the task.
        var json = result as JsonElement? is { } element ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).ToArray()
            : JsonSerializer.SerializeToUtf8Bytes(result, WorkerJson.Options);
        if (json.Length > FrameLimits.Payload)
        {
            throw new WorkerTaskException(
                "result_too_large", $"The result has {json.Length} bytes; at most {FrameLimits.Payload} are stored. Store it elsewhere and return a reference.", retryable: false);
        }

        End(task, () => outbox.Send(WireTypes.TaskComplete, (task, json), static (writer, done) =>
        {
            writer.WriteString(WireFields.TaskId, done.task.Id);
            writer.WritePropertyName(WireFields.Result);
            writer.WriteRawValue(done.json, skipInputValidation: true);
            writer.WriteNumber(WireFields.Duration, done.task.DurationMs);
            writer.WriteString(WireFields.LeaseToken, done.task.LeaseToken);
        }));
    }

    // Free before it is said: the next task may be on its way before this thread has returned.
    private void End(RunningTask task, Action say)
    {
        lock (gate)
        {
            current = null;
            gauge.TaskEnded();
            say();
            if (stopped)
                Idle.TrySetResult();
        }

        task.Dispose();
        gauge.CheckMemory(outbox);
    }

    // Whatever a handler throws has to fit into a frame.
    private static string? Cut(string? text) => text?.Length > LongestText ? text[..LongestText] : text;

    private void Failed(RunningTask task, string code, string message, string? stack, bool retryable) =>
        outbox.Send(WireTypes.TaskFailed, (task, code: Cut(code), message: Cut(message), stack: Cut(stack), retryable), static (writer, failed) =>
        {
            writer.WriteString(WireFields.TaskId, failed.task.Id);
            writer.WriteStartObject("error");
            writer.WriteString("message", failed.message);
            writer.WriteString("stack", failed.stack);
            writer.WriteString("code", failed.code);
            writer.WriteBoolean("retryable", failed.retryable);
            writer.WriteEndObject();
            writer.WriteNumber(WireFields.Duration, failed.task.DurationMs);
            writer.WriteString(WireFields.LeaseToken, failed.task.LeaseToken);
        });

    private sealed record Order(RunningTask Task, string Type, byte[] Payload, int Attempt, string? IdempotencyKey, TimeSpan? Timeout);
}
