using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>One call of a module's operation, in a store of its own that is dropped afterwards.</summary>
/// <param name="Load">Gives the module; runs on the call's own thread because a first load compiles.</param>
/// <param name="Operation">The export to call.</param>
/// <param name="Language">First argument of the operation.</param>
/// <param name="Content">Second argument, UTF-8.</param>
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
}
