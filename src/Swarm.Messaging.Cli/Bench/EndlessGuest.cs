using System.Runtime.CompilerServices;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime.Instances;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>A guest that never ends, on an instance of the pool.</summary>
internal static class EndlessGuest
{
    private const string Text =
        """
        (module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 1024))
          (func (export "analyze") (param i32 i32 i32 i32) (result i64) (loop $again (br $again)) (i64.const 0)))
        """;

    // Compiled once for each engine it lands on: what is timed is how late it is stopped.
    private static readonly ConditionalWeakTable<Engine, WasmModule> Compiled = [];

    /// <returns>The error type it ended with.</returns>
    public static async Task<string> RunAsync(InstancePool pool, TimeSpan deadline, CancellationToken cancellation)
    {
        var slot = await pool.Acquire("js", "analyze", 10, cancellation).Slot.ConfigureAwait(false)
            ?? throw new BenchWrongException("No slot was free.");
        try
        {
            var outcome = await ((EngineInstance)slot.Life.Engine).RunAsync(
                SandboxVariant.Default,
                modules => new GuestCall(_ => Compiled.GetValue(modules.Engine, Compile), "analyze", "js", "x"u8.ToArray(), 16, deadline),
                cancellation).ConfigureAwait(false);
            return outcome is GuestOutcome.Failed failed ? failed.ErrorType : "completed";
        }
        finally
        {
            slot.Release(null, TimeSpan.Zero);
        }
    }

    private static WasmModule Compile(Engine engine) => new("endless", Module.FromText(engine, "endless", Text));
}
