using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// WASI preview 1 as guests get it. A guest is interrupted between its own instructions only, never inside of a call of the host; so
/// the one call that waits, <c>poll_oneoff</c>, answers at once that there is no such thing here.
/// </summary>
internal static class WasiHost
{
    private const int NotSupported = 58;

    public static Linker CreateLinker(Engine engine)
    {
        var linker = new Linker(engine) { AllowShadowing = true };
        linker.DefineWasi();
        linker.DefineFunction(WasmModule.Wasi, "poll_oneoff", (int _, int _, int _, int _) => NotSupported);
        return linker;
    }
}
