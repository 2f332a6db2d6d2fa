using System.Text;
using Swarm.Messaging.Wasmtime.Modules;
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
    }

    private static GuestOutcome Run(WasmEngine engine, WasmModule module, GuestCall call, Func<bool> isOver)
    {
        if (isOver())
            return GuestFailures.OfTimeout(call);
        if (module.MinimumMemoryBytes > call.MemoryLimitBytes)
            return new GuestOutcome.Failed(
                GuestErrors.Memory,
                $"Module '{module.Name}' starts with {module.MinimumMemoryBytes >> 20} MB of memory, the limit is {call.MemoryLimitMb} MB; raise memoryLimitMb.");

        using var store = new Store(engine.Engine);
        store.SetLimits(call.MemoryLimitBytes, SandboxConfig.MostTableElements, instances: 1, tables: 4, memories: 1);
        if (module.WantsWasi)
            store.SetWasiConfiguration(new WasiConfiguration()); // no files, arguments, environment or streams
        store.SetEpochDeadlineCallback(_ => isOver() ? throw new GuestTimeoutException() : TicksBetweenLooks);
        store.SetEpochDeadline(TicksBetweenLooks);

        Instance? instance = null;
        try
        {
            instance = engine.Linker.Instantiate(store, module.Module);
            instance.GetAction("_initialize")?.Invoke();
            return Call(instance, module, call);
        }
        catch (TrapException trap)
        {
            return GuestFailures.OfTrap(trap, call, instance?.GetMemory("memory")?.GetLength() ?? 0);
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
                return GuestFailures.OfExit(code, call);
            return instance is null ? GuestFailures.OfInstantiation(exception) : GuestFailures.OfRuntime(exception, call);
        }
    }

    private static GuestOutcome Call(Instance instance, WasmModule module, GuestCall call)
    {
        var memory = instance.GetMemory("memory");
        var allocate = instance.GetFunction<int, int>("alloc");
        var operation = instance.GetFunction<int, int, int, int, long>(call.Operation);
        if (memory is null || allocate is null || operation is null)
            return new GuestOutcome.Failed(
                GuestErrors.Compilation,
                $"Module '{module.Name}' does not offer operation '{call.Operation}': it must export memory, alloc(i32)->i32 and {call.Operation}(i32,i32,i32,i32)->i64.");

        var language = Encoding.UTF8.GetBytes(call.Language);
        var languageAt = allocate(language.Length);
        var contentAt = allocate(call.Content.Length);
        // Written after both allocations: growing may move the memory.
        if (!TryWrite(memory, languageAt, language) || !TryWrite(memory, contentAt, call.Content.Span))
            return OutsideMemory(module, "allocated");

        var result = (ulong)operation(languageAt, language.Length, contentAt, call.Content.Length);
        var (at, length) = ((long)(result >> 32), (long)(uint)result);
        if (at == 0)
            return new GuestOutcome.Failed(GuestErrors.Panic, $"Module '{module.Name}' does not know language '{call.Language}'.");
        if (at + length > memory.GetLength() || length > int.MaxValue)
            return OutsideMemory(module, "returned");
        return new GuestOutcome.Completed(memory.GetSpan(at, (int)length).ToArray());
    }

    private static bool TryWrite(Memory memory, int at, ReadOnlySpan<byte> bytes)
    {
        var from = (long)(uint)at;
        if (at == 0 || from + bytes.Length > memory.GetLength())
            return false;
        bytes.CopyTo(memory.GetSpan(from, bytes.Length));
        return true;
    }

    private static GuestOutcome.Failed OutsideMemory(WasmModule module, string did) =>
        new(GuestErrors.Memory, $"Module '{module.Name}' {did} a range outside its own memory.");
}
