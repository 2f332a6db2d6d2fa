using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>One call in the way its module is talked to. Traps leave it as exceptions; <see cref="GuestRun"/> names them.</summary>
internal abstract class GuestSession(WasmModule module, GuestCall call) : IDisposable
{
    protected WasmModule Module => module;

    protected GuestCall Request => call;

    public static GuestSession Of(WasmModule module, GuestCall call) => call.Protocol switch
    {
        GuestProtocol.Operations => new OperationsSession(module, call),
        GuestProtocol.Command => new CommandSession(module, call),
        GuestProtocol.Gofmt => new GofmtSession(module, call),
        GuestProtocol.Dprint => new DprintSession(module, call),
        GuestProtocol.QuickJs => new QuickJsSession(module, call),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call.Protocol, "There is no such protocol."),
    };

    /// <summary>What a guest that imports WASI sees: by default no files, arguments, environment or streams.</summary>
    public virtual WasiConfiguration Wasi() => new();

    public virtual Linker Linker(WasmEngine engine) => engine.Linker;

    /// <summary>Not null when it must not go on, whatever it does next.</summary>
    public virtual GuestOutcome.Failed? Excess => null;

    public abstract GuestOutcome Run(Instance instance);

    /// <summary>The guest called <c>proc_exit</c>.</summary>
    public virtual GuestOutcome Ended(int exitCode) => GuestFailures.OfExit(exitCode, call);

    public virtual void Dispose()
    {
    }

    protected GuestOutcome.Failed Missing(string wanted) => GuestFailures.OfMissingExport(module, wanted);

    /// <summary>False when the range is not the guest's; 0 is what an allocator answers that has nothing to give.</summary>
    protected static bool TryWrite(Memory memory, int at, ReadOnlySpan<byte> bytes)
    {
        var from = (long)(uint)at;
        if (at == 0 || from + bytes.Length > memory.GetLength())
            return false;
        bytes.CopyTo(memory.GetSpan(from, bytes.Length));
        return true;
    }

    /// <summary>Null when the range is not the guest's.</summary>
    protected static byte[]? TryRead(Memory memory, int at, int length)
    {
        var from = (long)(uint)at;
        return length < 0 || from + length > memory.GetLength() ? null : memory.GetSpan(from, length).ToArray();
    }
}
