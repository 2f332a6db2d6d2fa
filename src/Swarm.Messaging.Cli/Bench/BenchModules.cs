using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Modules that go wrong, real ones, for the pair <see cref="Pair"/>, which no shipped module declares.</summary>
internal static class BenchModules
{
    public const string Pair = "rs:test";

    /// <summary>Panics at every second run, by chance.</summary>
    public const string Chance = "bench-panics-now-and-then";

    /// <summary>Works with 150 MB, not with less.</summary>
    public const string Memory = "bench-needs-150-mb";

    public const string Endless = "bench-endless";
    public const string Deep = "bench-too-deep";

    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        [Chance] = "(drop (call $random (i32.const 4096) (i32.const 1))) (if (i32.and (i32.load8_u (i32.const 4096)) (i32.const 1)) (then unreachable)) (call $answer)",
        [Memory] =
            """
            (loop $more (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable)) (br_if $more (i32.lt_u (memory.size) (i32.const 2400))))
            (call $answer)
            """,
        [Endless] = "(loop $again (br $again))",
        [Deep] = "(drop (call $deeper (i32.const 0)))",
    };

    public static void Install(ModuleInstaller installer)
    {
        var violations = new List<Violation>();
        foreach (var (name, body) in Bodies)
            installer.Add(new ModuleAddition(name, [Pair], null, null, Module.ConvertText(Text(body))), violations);
        if (violations.Count > 0)
            throw new BenchWrongException($"The faulty modules could not be added: {string.Join(" ", violations.Select(v => v.Rule))}");
    }

    private static string Text(string body) =>
        $$"""
          (module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (memory (export "memory") 2)
            (data (i32.const 2048) "{}")
            (func $deeper (param i32) (result i32) (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
            (func $answer
              (i32.store (i32.const 16) (i32.const 2048)) (i32.store (i32.const 20) (i32.const 2))
              (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 28))))
            (func (export "_start") {{body}}))
          """;
}
