using System.Text;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>Tells failures of the guest apart: by trap code and by the call that threw, never by words of a message.</summary>
internal static class GuestFailures
{
    private const int MostFrames = 20;

    /// <summary>A trap's meaning; <paramref name="memoryBytes"/> is what the guest's memory had grown to.</summary>
    public static GuestOutcome.Failed OfTrap(TrapException trap, GuestCall call, long memoryBytes)
    {
        var type = trap.Type switch
        {
            TrapCode.StackOverflow => GuestErrors.StackOverflow,
            TrapCode.MemoryOutOfBounds or TrapCode.TableOutOfBounds or TrapCode.HeapMisaligned
                or TrapCode.ArrayOutOfBounds or TrapCode.AllocationTooLarge => GuestErrors.Memory,
            TrapCode.Interrupt or TrapCode.OutOfFuel => GuestErrors.Timeout,
            // A guest whose memory.grow is refused usually ends in `unreachable` (abort of C, alloc error of Rust), and the
            // runtime does not report the refusal. Allocators grow by doubling: beyond half of the limit, the next step was refused.
            TrapCode.Unreachable when memoryBytes * 2 > call.MemoryLimitBytes => GuestErrors.Memory,
            _ => GuestErrors.Panic,
        };
        var code = trap.Type.ToString();
        return new GuestOutcome.Failed(type, Describe(type, code, call, memoryBytes), StackOf(trap)) { Trap = code };
    }

    public static GuestOutcome.Failed OfTimeout(GuestCall call) => new(
        GuestErrors.Timeout,
        $"Operation '{call.Operation}' was stopped after its timeout of {call.Timeout.TotalMilliseconds:0} ms; give it more time or less to do.");

    public static GuestOutcome.Failed OfMemory(GuestCall call) => new(
        GuestErrors.Memory, $"Operation '{call.Operation}' does not fit into {call.MemoryLimitMb} MB; a higher memoryLimitMb may help.");

    /// <summary>The module could not be brought to life: it is invalid, or wants what the sandbox does not give.</summary>
    public static GuestOutcome.Failed OfInstantiation(WasmtimeException exception) =>
        new(GuestErrors.Compilation, $"The module cannot be instantiated: {FirstLine(exception.Message)}");

    public static GuestOutcome.Failed OfMissingExport(WasmModule module, string wanted) =>
        new(GuestErrors.Compilation, $"Module '{module.Name}' does not offer what is asked of it: it must export {wanted}.");

    public static GuestOutcome.Failed OutsideMemory(WasmModule module, string did) =>
        new(GuestErrors.Memory, $"Module '{module.Name}' {did} a range outside its own memory.");

    public static GuestOutcome.Failed OfExit(int exitCode, GuestCall call) =>
        new(GuestErrors.Panic, $"Operation '{call.Operation}' ended its module with exit code {exitCode} instead of returning a result.");

    public static GuestOutcome.Failed OfRuntime(WasmtimeException exception, GuestCall call) =>
        new(GuestErrors.Panic, $"Operation '{call.Operation}' failed in the runtime: {FirstLine(exception.Message)}");

    private static string Describe(string type, string trap, GuestCall call, long memoryBytes) => type switch
    {
        GuestErrors.StackOverflow =>
            $"Operation '{call.Operation}' used up its stack (trap {trap}); the input nests too deeply for this module.",
        GuestErrors.Memory =>
            $"Operation '{call.Operation}' ran out of memory or left it (trap {trap}) with {memoryBytes >> 20} of {call.MemoryLimitMb} MB in use; a higher memoryLimitMb may help.",
        _ => $"Operation '{call.Operation}' trapped: {trap}.",
    };

    private static string? StackOf(WasmtimeException exception)
    {
        if (exception.Frames is not { Count: > 0 } frames)
            return null;
        var text = new StringBuilder();
        foreach (var frame in frames.Take(MostFrames))
            text.Append("at ").Append(frame.FunctionName ?? "?").Append(" +0x").Append(((long)frame.ModuleOffset).ToString("x")).Append('\n');
        return text.ToString();
    }

    private static string FirstLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
