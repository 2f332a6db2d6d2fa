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

    /// <param name="mostRunning">Calls at one time, a thread each; more wait in order.</param>
    public WasmEngine(int mostRunning, EpochTicker ticker, TimeProvider time, SandboxVariant variant = SandboxVariant.Default)
    {
        (_ticker, _time, Variant) = (ticker, time, variant);
        Engine = SandboxConfig.CreateEngine(mostRunning, variant);
        Linker = WasiHost.CreateLinker(Engine);
        ScriptLinker = QuickJsHost.CreateLinker(Engine);
        _threads = new WasmThreads(mostRunning);
    }

    public SandboxVariant Variant { get; }

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
                _ticker.Enter(Engine);
                try
                {
                    return Run(call, started, stop.Token);
                }
                finally
                {
                    _ticker.Leave(Engine);
                }
            },
            stop.Token).ConfigureAwait(false);
    }

    /// <summary>Tells what runs to stop; nothing more begins.</summary>
    public void Cancel()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Cancels, and waits for what runs.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _threads.Dispose();
        Linker.Dispose();
        ScriptLinker.Dispose();
        Engine.Dispose();
        _stopping.Dispose();
    }

    private GuestOutcome Run(GuestCall call, long started, CancellationToken stop)
    {
        if (call.Meter is not { } meter)
            return GuestRun.Execute(this, call, () => IsOver(started, call.Timeout, stop), stop);
        var last = ThreadClock.Now();
        void Count()
        {
            var now = ThreadClock.Now();
            meter.Add(now - last);
            last = now;
        }

        meter.Allow(call.MemoryLimitMb);
        try
        {
            return GuestRun.Execute(
                this, call,
                () =>
                {
                    Count();
                    return IsOver(started, call.Timeout, stop);
                },
                stop);
        }
        finally
        {
            Count();
        }
    }

    private bool IsOver(long started, TimeSpan timeout, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return _time.GetElapsedTime(started) >= timeout;
    }
}
