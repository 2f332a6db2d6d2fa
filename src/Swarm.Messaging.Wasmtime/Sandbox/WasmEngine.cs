using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasmtime.Sandbox.Protocols;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// Runs calls into WebAssembly. Every call gets a fresh store with its own memory, limits and deadline, so that nothing
/// of one task is ever seen by another, and a trap costs only the task it happened to.
/// </summary>
internal sealed class WasmEngine : IDisposable
{
    private readonly WasmThreads _threads;
    private readonly EpochTicker _ticker;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();

    public WasmEngine(IOptions<WasmOptions> options, TimeProvider time)
    {
        _time = time;
        Engine = SandboxConfig.CreateEngine(options.Value.MaxRunning);
        Linker = WasiHost.CreateLinker(Engine);
        ScriptLinker = QuickJsHost.CreateLinker(Engine);
        _threads = new WasmThreads(options.Value.MaxRunning);
        _ticker = new EpochTicker(Engine);
    }

    public Engine Engine { get; }

    /// <summary>WASI preview 1 without sleeping, and nothing else.</summary>
    internal Linker Linker { get; }

    /// <summary>For the JavaScript engine, which wants a host of its own beside WASI.</summary>
    internal Linker ScriptLinker { get; }

    /// <summary>
    /// Ends by <see cref="OperationCanceledException"/> about two ticks of the epoch (20 ms) after <paramref name="cancellation"/>;
    /// loading a module for the first time is not interrupted.
    /// </summary>
    public async Task<GuestOutcome> RunAsync(GuestCall call, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        return await _threads.RunAsync(
            () =>
            {
                _ticker.Enter();
                try
                {
                    return GuestRun.Execute(this, call, () => IsOver(started, call.Timeout, stop.Token), stop.Token);
                }
                finally
                {
                    _ticker.Leave();
                }
            },
            stop.Token).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _threads.Dispose();
        _ticker.Dispose();
        Linker.Dispose();
        ScriptLinker.Dispose();
        Engine.Dispose();
        _stopping.Dispose();
    }

    private bool IsOver(long started, TimeSpan timeout, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return _time.GetElapsedTime(started) >= timeout;
    }
}
