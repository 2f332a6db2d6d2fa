using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>One call of a module's operation, in a store of its own that is dropped afterwards.</summary>
/// <param name="Load">Gives the module; runs on the call's own thread because a first load compiles.</param>
/// <param name="Operation">What to do; the export to call where the protocol has one per operation.</param>
/// <param name="Language">Short name of the language, e.g. <c>py</c>.</param>
/// <param name="Content">What it is done to, UTF-8.</param>
/// <param name="MemoryLimitMb">Linear memory in MiB.</param>
/// <param name="Timeout">From the call of <see cref="WasmEngine.RunAsync"/>.</param>
internal sealed record GuestCall(
    Func<CancellationToken, WasmModule> Load,
    string Operation,
    string Language,
    ReadOnlyMemory<byte> Content,
    int MemoryLimitMb,
    TimeSpan Timeout)
{
    public long MemoryLimitBytes => MemoryLimitMb * 1024L * 1024L;

    /// <summary>What is asked beside the content, see <see cref="GuestRequest"/>; empty for an operation without parameters.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>Counts what it uses; null: nobody wants to know.</summary>
    public GuestMeter? Meter { get; init; }

    public GuestProtocol Protocol { get; init; } = GuestProtocol.Operations;
}
