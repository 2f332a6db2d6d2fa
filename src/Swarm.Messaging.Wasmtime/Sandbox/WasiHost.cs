using System.Security.Cryptography;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// WASI preview 1 as guests get it. A guest is interrupted between its own instructions only, never inside of a call of the host; so
/// the one call that waits, <c>poll_oneoff</c>, answers at once that there is no such thing here, and random bytes come in portions.
/// </summary>
internal static class WasiHost
{
    private const int Success = 0;
    private const int Fault = 21;
    private const int Invalid = 28;
    private const int NotSupported = 58;
    private const int MostRandomBytes = 64 * 1024;

    public static Linker CreateLinker(Engine engine)
    {
        var linker = new Linker(engine) { AllowShadowing = true };
        linker.DefineWasi();
        linker.DefineFunction(WasmModule.Wasi, "poll_oneoff", (int _, int _, int _, int _) => NotSupported);
        linker.DefineFunction<int, int, int>(WasmModule.Wasi, "random_get", FillRandom);
        return linker;
    }

    private static int FillRandom(Caller caller, int at, int length)
    {
        if ((uint)length > MostRandomBytes)
            return Invalid;
        if (caller.GetMemory("memory") is not { } memory || (uint)at + length > memory.GetLength())
            return Fault;
        RandomNumberGenerator.Fill(memory.GetSpan((uint)at, length));
        return Success;
    }
}
