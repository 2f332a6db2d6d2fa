using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// Raises the engine's epoch every 10 ms while something runs, which makes every running store look up from its work.
/// Sleeps when nothing runs: an idle host costs nothing.
/// </summary>
internal sealed class EpochTicker : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Engine _engine;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _busy = new();
    private readonly ManualResetEventSlim _stopping = new();
    private Thread? _thread;
    private int _running;

    public EpochTicker(Engine engine) => _engine = engine;

    public void Enter()
    {
        lock (_gate)
        {
            if (_running++ == 0)
                _busy.Set();
            if (_thread is not null)
                return;
            _thread = new Thread(Tick) { IsBackground = true, Name = "wasm-epoch", Priority = ThreadPriority.AboveNormal };
            _thread.Start();
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
                _busy.Reset();
        }
    }

    public void Dispose()
    {
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
            _engine.IncrementEpoch();
            _busy.Wait();
        }
    }
}
