using System.Text.Json;
using Swarm.Messaging.Worker.Running;

namespace Swarm.Messaging.Worker;

/// <summary>
/// A persistent worker process: registers handlers by task type, then runs one task at a time until the pool says to stop.
/// <code>return SwarmWorker.Create().Handle("greet", (task, _) => Task.FromResult&lt;object?&gt;($"hello {task.Payload}")).Run();</code>
/// Standard output belongs to the protocol: what handlers write to the console goes to standard error, which is the log.
/// </summary>
public sealed class SwarmWorker
{
    private readonly Dictionary<string, WorkerHandler> handlers = new(StringComparer.Ordinal);

    private SwarmWorker()
    {
    }

    /// <summary>The types that have a handler.</summary>
    public IReadOnlyCollection<string> Types => handlers.Keys;

    public static SwarmWorker Create() => new();

    /// <param name="type">The task type; the last registration wins.</param>
    /// <param name="handler">Its result is serialised as JSON, camelCase.</param>
    public SwarmWorker Handle(string type, WorkerHandler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        handlers[type] = handler;
        return this;
    }

    /// <summary>The same with a payload and a result of types of your own.</summary>
    public SwarmWorker Handle<TPayload, TResult>(string type, Func<TPayload, WorkerTask, CancellationToken, Task<TResult>> handler) =>
        Handle(type, async (task, cancellation) =>
        {
            TPayload payload;
            try
            {
                payload = task.Payload.Deserialize<TPayload>(WorkerJson.Options)
                    ?? throw new WorkerTaskException("invalid_payload", $"The payload is null; {type} needs a {typeof(TPayload).Name}.", retryable: false);
            }
            catch (JsonException e)
            {
                throw PayloadMisfit.Of<TPayload>(type, e);
            }

            return await handler(payload, task, cancellation).ConfigureAwait(false);
        });

    /// <summary>Runs until the pool asks for a stop, a signal comes, or the host is gone.</summary>
    /// <returns>The exit code: 0 after an orderly stop, 1 after an error that nobody caught.</returns>
    public int Run() => WorkerProgram.Run(handlers, WorkerSettings.FromEnvironment());
}
