using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>What the JavaScript engine imports beside WASI: hooks for a host that wants to take part. This one does not.</summary>
internal static class QuickJsHost
{
    private const string Hooks = "env";

    public static Linker CreateLinker(Engine engine)
    {
        var linker = WasiHost.CreateLinker(engine);
        linker.DefineFunction(Hooks, "host_interrupt", () => 0);
        linker.DefineFunction(Hooks, "host_get_timezone_offset", (int _, int _) => 0);
        linker.DefineFunction(Hooks, "host_module_normalize", (int _, int _) => 0);
        linker.DefineFunction(Hooks, "host_module_load", (int _, int _) => 0);
        linker.DefineFunction(Hooks, "host_promise_rejection", (int _, int _, int _) => { });
        linker.DefineFunction(Hooks, "host_call", (int _, int _, int _, int _, int _) => 0);
        return linker;
    }
}
