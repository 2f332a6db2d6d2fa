namespace Swarm.Messaging.Worker;

/// <summary>
/// Runs one task. A <see cref="WorkerTaskException"/> fails it by name; any other exception fails it by the exception's type, and it is
/// tried again. Must end soon after <paramref name="cancellation"/> fires: five seconds later the process is killed.
/// </summary>
/// <returns>The result, serialised as JSON; at most 1 MiB.</returns>
public delegate Task<object?> WorkerHandler(WorkerTask task, CancellationToken cancellation);
