using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Instances;

/// <summary>
/// An engine of an instance with its memory, threads and loaded modules, counted: given up while guests run on it, it ends with the last
/// of them.
/// </summary>
internal sealed class Sandboxed(WasmEngine engine, Func<ModuleStore> makeStore)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ModuleStore _modules = makeStore();
    private int _users;
    private bool _isRetired;

    public WasmEngine Engine => engine;

    /// <summary>No guest runs on it.</summary>
    public bool IsUnused
    {
        get
        {
            lock (_gate)
                return _users == 0;
        }
    }

    /// <summary>Completed when nothing of it is left.</summary>
    public Task Ended => _ended.Task;

    public IReadOnlyList<string> Loaded => _modules.Loaded;

    /// <summary>False: it was given up, take the next one.</summary>
    public bool TryEnter(out ModuleStore modules)
    {
        lock (_gate)
        {
            modules = _modules;
            if (_isRetired)
                return false;
            _users++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_users > 0 || !_isRetired)
                return;
        }

        End();
    }

    /// <summary>Nothing begins on it any more.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            if (_isRetired)
                return;
            _isRetired = true;
            if (_users > 0)
                return;
        }

        End();
    }

    /// <summary>What is loaded is loaded again when it is wanted. A guest may be about to begin on the old: it goes when nobody refers to it.</summary>
    public void ForgetModules()
    {
        lock (_gate)
            _modules = makeStore();
    }

    // Not on the caller's thread: it may be one of those that are waited for.
    private void End() => Task.Run(() =>
    {
        _modules.Dispose();
        engine.Dispose();
        _ended.SetResult();
    });
}
