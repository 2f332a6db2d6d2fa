using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox.Protocols;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>One call from the creation of its store to its end, on the thread that stays with it.</summary>
internal static class GuestRun
{
    // A store looks up at the first tick after this many; the callback then says whether to go on.
    private const ulong TicksBetweenLooks = 1;

    public static GuestOutcome Execute(WasmEngine engine, GuestCall call, Func<bool> isOver, CancellationToken stop)
    {
        try
        {
            return Run(engine, call.Load(stop), call, isOver);
        }
        catch (ModuleLoadException refused)
        {
            return new GuestOutcome.Failed(GuestErrors.Compilation, refused.Message);
        }
        catch (GuestTimeoutException)
        {
            return GuestFailures.OfTimeout(call);
        }
        catch (GuestMemoryException)
        {
            return GuestFailures.OfMemory(call);
        }
    }

    private static GuestOutcome Run(WasmEngine engine, WasmModule module, GuestCall call, Func<bool> isOver)
    {
        if (isOver())
            return GuestFailures.OfTimeout(call);
        if (module.MinimumMemoryBytes > call.MemoryLimitBytes)
            return new GuestOutcome.Failed(
                GuestErrors.Memory,
                $"Module '{module.Name}' starts with {module.MinimumMemoryBytes >> 20} MB of memory, the limit is {call.MemoryLimitMb} MB; raise memoryLimitMb.");

        using var session = GuestSession.Of(module, call);
        using var store = new Store(engine.Engine);
        store.SetLimits(call.MemoryLimitBytes, SandboxConfig.MostTableElements, instances: 1, tables: 4, memories: 1);
        if (module.WantsWasi)
            store.SetWasiConfiguration(session.Wasi());
        store.SetEpochDeadlineCallback(_ => session.Excess is not null ? throw new GuestExcessException()
            : isOver() ? throw new GuestTimeoutException()
            : TicksBetweenLooks);
        store.SetEpochDeadline(TicksBetweenLooks);

        Instance? instance = null;
        try
        {
            instance = session.Linker(engine).Instantiate(store, module.Module);
            instance.GetAction("_initialize")?.Invoke();
            return session.Run(instance);
        }
        catch (TrapException trap)
        {
            return session.Excess ?? GuestFailures.OfTrap(trap, call, instance?.GetMemory("memory")?.GetLength() ?? 0);
        }
        catch (WasmtimeException exception) when (exception.InnerException is GuestExcessException)
        {
            return session.Excess!;
        }
        catch (WasmtimeException exception) when (exception.InnerException is { } inner)
        {
            // Our own callback ended the call; anything else in there is a bug of ours.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
        catch (WasmtimeException exception)
        {
            if (exception.ExitCode is { } code)
                return session.Ended(code);
            return instance is null ? GuestFailures.OfInstantiation(exception) : GuestFailures.OfRuntime(exception, call);
        }
        finally
        {
            // Linear memory only grows: what it is at the end is the most it was.
            call.Meter?.Saw(instance?.GetMemory("memory")?.GetLength() ?? 0);
        }
    }
}
