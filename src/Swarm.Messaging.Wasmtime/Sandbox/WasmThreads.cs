namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// Threads for calls into WebAssembly. A call blocks its thread for as long as the guest runs, so thread-pool threads,
/// which everything else lives on, are not used. Started as needed, at most <c>limit</c>; idle ones end after a while.
/// </summary>
internal sealed class WasmThreads(int limit) : IDisposable
{
    // Wasm may use 1 MiB of it (SandboxConfig.StackBytes); the rest is for the runtime and the callbacks.
    private const int StackBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly Queue<Action> _waiting = new();
    private readonly object _gate = new();
    private int _threads;
    private int _idle;
    private bool _disposed;

    /// <summary>Runs <paramref name="work"/>; a cancellation before it has started takes it out of the queue.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = 0;
        Enqueue(() =>
        {
            if (Interlocked.Exchange(ref started, 1) != 0)
                return;
            try
            {
                result.SetResult(work());
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled(cancellation);
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        });
        await using var _ = cancellation.Register(() =>
        {
            if (Interlocked.Exchange(ref started, 1) == 0)
                result.SetCanceled(cancellation);
        }).ConfigureAwait(false);
        return await result.Task.ConfigureAwait(false);
    }

    /// <summary>Waits for what runs; the caller has told it to stop.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
            while (_threads > 0)
                Monitor.Wait(_gate);
        }
    }

    private void Enqueue(Action work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiting.Enqueue(work);
            if (_idle >= _waiting.Count || _threads >= limit)
            {
                Monitor.Pulse(_gate);
                return;
            }

            _threads++;
        }

        new Thread(Work, StackBytes) { IsBackground = true, Name = "wasm" }.Start();
    }

    private void Work()
    {
        while (Next() is { } work)
            work();
    }

    private Action? Next()
    {
        lock (_gate)
        {
            _idle++;
            // Only a wait that times out may end the thread: a pulse can be lost to another thread that took the work.
            while (_waiting.Count == 0 && !_disposed && Monitor.Wait(_gate, IdleTime))
            {
            }

            _idle--;
            if (_waiting.TryDequeue(out var work))
                return work;
            _threads--;
            Monitor.PulseAll(_gate);
            return null;
        }
    }
}
