using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Instances;

/// <summary>
/// An instance of the pool on Wasmtime: an engine of its own, with its own memory for as many guests as it has slots, its own threads and
/// its own loaded modules. Nothing of it is shared with another instance but the compiled files on disk, which are mapped.
/// </summary>
internal sealed class EngineInstance : IEngineInstance
{
    private readonly Lock _gate = new();
    private readonly Func<SandboxVariant, Sandboxed> _make;
    private readonly Dictionary<SandboxVariant, Sandboxed> _current = [];
    private readonly HashSet<Sandboxed> _all = [];
    private readonly GuestMeter _meter = new();
    private bool _isStopped;
    private Task? _disposed;

    public EngineInstance(Func<SandboxVariant, Sandboxed> make)
    {
        _make = make;
        Current(SandboxVariant.Default);
    }

    public InstanceUsage Usage => new(
        Math.Max(_meter.AllowedMb, WasmOptions.DefaultMemoryLimitMb), _meter.MostMemory / (1024.0 * 1024), _meter.Processor);

    public IReadOnlyList<string> Cached
    {
        get
        {
            lock (_gate)
                return [.. _current.Values.SelectMany(one => one.Loaded).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Runs a guest in a store of its own, on a thread of this instance.</summary>
    /// <param name="make">Makes the call, with the modules of the engine that it runs on.</param>
    /// <exception cref="OperationCanceledException">Cancelled, or the instance is stopped.</exception>
    public async Task<GuestOutcome> RunAsync(SandboxVariant variant, Func<ModuleStore, GuestCall> make, CancellationToken cancellation)
    {
        var sandbox = Enter(variant, out var modules);
        try
        {
            return await sandbox.Engine.RunAsync(make(modules) with { Meter = _meter }, cancellation).ConfigureAwait(false);
        }
        finally
        {
            sandbox.Leave();
        }
    }

    /// <summary>Loads a module before anybody needs it; blocks while it is compiled.</summary>
    public void Load(ModuleManifest module, CancellationToken cancellation)
    {
        var sandbox = Enter(SandboxVariant.Default, out var modules);
        try
        {
            modules.Load(module, cancellation);
        }
        finally
        {
            sandbox.Leave();
        }
    }

    public async Task<string?> ProbeAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(SandboxVariant.Default, modules => Probe.Call(modules, timeout), cancellation).ConfigureAwait(false) is GuestOutcome.Failed failed
                ? $"{failed.ErrorType}: {failed.Message}" : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "It is being stopped.";
        }
    }

    public Task ClearMemoryAsync()
    {
        List<Sandboxed> old;
        lock (_gate)
        {
            old = [.. _current.Values];
            _current.Clear();
        }

        old.ForEach(one => one.Retire());
        _meter.ForgetMemory();
        // What guests still hold goes with them; nobody waits for those.
        return Task.WhenAll(old.Where(one => one.IsUnused).Select(one => one.Ended));
    }

    public void ClearCache()
    {
        lock (_gate)
        {
            foreach (var one in _current.Values)
                one.ForgetModules();
        }
    }

    public void Cancel()
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (var one in _all)
                one.Engine.Cancel();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cancel();
        lock (_gate)
            return new(_disposed ??= EndAsync([.. _all]));
    }

    private static Task EndAsync(IReadOnlyList<Sandboxed> all)
    {
        foreach (var one in all)
            one.Retire();
        return Task.WhenAll(all.Select(one => one.Ended));
    }

    private Sandboxed Enter(SandboxVariant variant, out ModuleStore modules)
    {
        while (true)
        {
            var sandbox = Current(variant);
            if (sandbox.TryEnter(out modules))
                return sandbox;
        }
    }

    private Sandboxed Current(SandboxVariant variant)
    {
        lock (_gate)
        {
            if (_isStopped)
                throw new OperationCanceledException("The instance is stopped.");
            if (_current.TryGetValue(variant, out var current))
                return current;
            var made = _current[variant] = _make(variant);
            _all.Add(made);
            _ = made.Ended.ContinueWith(_ => Forget(made), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return made;
        }
    }

    private void Forget(Sandboxed ended)
    {
        lock (_gate)
            _all.Remove(ended);
    }
}
