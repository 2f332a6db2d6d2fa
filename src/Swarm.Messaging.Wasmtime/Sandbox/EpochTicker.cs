using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// Raises the epoch of every engine on which something runs, every 10 ms, which makes every running store look up from its work. One
/// thread for all engines of the process; it sleeps when nothing runs: an idle host costs nothing.
/// </summary>
internal sealed class EpochTicker : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Engine, int> _running = [];
    private readonly ManualResetEventSlim _busy = new();
    private readonly ManualResetEventSlim _stopping = new();
    private Thread? _thread;
    private bool _isDisposed;

    public void Enter(Engine engine)
    {
        lock (_gate)
        {
            // A thread that began now would wait at what is gone, and end the process.
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _running[engine] = _running.GetValueOrDefault(engine) + 1;
            if (_running.Count == 1)
                _busy.Set();
            if (_thread is not null)
                return;
            _thread = new Thread(Tick) { IsBackground = true, Name = "wasm-epoch", Priority = ThreadPriority.AboveNormal };
            _thread.Start();
        }
    }

    public void Leave(Engine engine)
    {
        lock (_gate)
        {
            if (--_running[engine] > 0)
                return;
            _running.Remove(engine);
            if (_running.Count == 0)
                _busy.Reset();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        _stopping.Set();
        _busy.Set();
        _thread?.Join();
        _stopping.Dispose();
        _busy.Dispose();
    }

    private void Tick()
    {
        while (!_stopping.Wait(Interval))
        {
            // Under the gate: an engine is not disposed while it is in here.
            lock (_gate)
            {
                foreach (var engine in _running.Keys)
                    engine.IncrementEpoch();
            }

            _busy.Wait();
        }
    }
}
