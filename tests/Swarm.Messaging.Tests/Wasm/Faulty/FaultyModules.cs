using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm.Faulty;

/// <summary>
/// Programs that do wrong, and a few that do right, as text. Real modules: compiled and run by the real engine, or added to a host as
/// an operator adds one. <see cref="Expected"/> says how each ends.
/// </summary>
internal static class FaultyModules
{
    public const string Panics = "panics";
    public const string TakesMemory = "takes-memory";
    public const string LoopsForEver = "loops-for-ever";
    public const string OverflowsStack = "overflows-stack";
    public const string DividesByZero = "divides-by-zero";
    public const string CallsMissingImport = "calls-missing-import";
    public const string ReadsOutOfBounds = "reads-out-of-bounds";
    public const string Exits = "exits-with-3";
    public const string PrintsGarbage = "prints-garbage";
    public const string PrintsNothing = "prints-nothing";
    public const string PrintsTooMuch = "prints-too-much";
    public const string OpensFile = "opens-file";
    public const string AcceptsConnection = "accepts-connection";
    public const string OpensSocket = "opens-socket";
    public const string ReadsEnvironment = "reads-environment";
    public const string Sleeps = "sleeps-an-hour";
    public const string WritesForEver = "writes-for-ever";
    public const string ComplainsForEver = "complains-for-ever";
    public const string WantsRandom = "wants-random";

    /// <summary>Works with 150 MB, step by step; with less it ends as a refused allocation does.</summary>
    public const string NeedsMemory = "needs-150-mb";

    /// <summary>Panics at every second of its runs, by chance.</summary>
    public const string PanicsNowAndThen = "panics-now-and-then";

    public const string Works = "works";
    public const string Echoes = "echoes";

    /// <summary>Error type and trap code of those that fail; a loop ends by its deadline and has no code.</summary>
    public static IReadOnlyDictionary<string, (string ErrorType, string? Trap)> Expected { get; } = new Dictionary<string, (string, string?)>
    {
        [Panics] = (GuestErrors.Panic, "Unreachable"),
        [TakesMemory] = (GuestErrors.Memory, "Unreachable"),
        [LoopsForEver] = (GuestErrors.Timeout, null),
        [OverflowsStack] = (GuestErrors.StackOverflow, "StackOverflow"),
        [DividesByZero] = (GuestErrors.Panic, "IntegerDivisionByZero"),
        [CallsMissingImport] = (GuestErrors.Compilation, null),
        [ReadsOutOfBounds] = (GuestErrors.Memory, "MemoryOutOfBounds"),
        [Exits] = (GuestErrors.Panic, null),
        [PrintsGarbage] = (GuestErrors.InvalidResult, null),
        [PrintsNothing] = (GuestErrors.InvalidResult, null),
        [PrintsTooMuch] = (GuestErrors.OutputLimit, null),
        [OpensSocket] = (GuestErrors.Compilation, null),
        [WritesForEver] = (GuestErrors.OutputLimit, null),
        [ComplainsForEver] = (GuestErrors.OutputLimit, null),
    };

    public static byte[] Bytes(string name) => Module.ConvertText(Text(name));

    /// <summary>A call of the module, as the executor of code tasks would make it.</summary>
    public static GuestCall Call(WasmEngine engine, string name, TimeSpan? timeout = null, int memoryLimitMb = 16, string input = "{}")
    {
        var bytes = Bytes(name);
        return new GuestCall(
            _ => new WasmModule(name, Module.FromBytes(engine.Engine, name, bytes)), "analyze", "js",
            System.Text.Encoding.UTF8.GetBytes(input), memoryLimitMb, timeout ?? TimeSpan.FromMinutes(2))
        {
            Protocol = GuestProtocol.Command,
        };
    }

    public static string Text(string name) => name switch
    {
        Panics => Program("unreachable"),
        // As Rust's and C's allocators do: what the system refuses ends the program.
        TakesMemory => Program("(loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable"),
        LoopsForEver => Program("(loop $again (br $again))"),
        OverflowsStack => Program("(drop (call $deeper (i32.const 0)))"),
        DividesByZero => Program("(drop (i32.div_u (i32.const 1) (local.get $zero)))"),
        CallsMissingImport => Program("(call $missing)", """(import "env" "missing" (func $missing))"""),
        ReadsOutOfBounds => Program("(drop (i32.load (i32.const 0x7ffffff0)))"),
        Exits => Program("(call $exit (i32.const 3))"),
        PrintsGarbage => Program(Print("segmentation fault: core dumped")),
        PrintsNothing => Program("nop"),
        PrintsTooMuch => Program(
            """
            (i32.store (i32.const 16) (i32.const 4096)) (i32.store (i32.const 20) (i32.const 60000)) (local.set $zero (i32.const 20))
            (loop $more
              (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 28)))
              (br_if $more (local.tee $zero (i32.sub (local.get $zero) (i32.const 1)))))
            """),
        // A subscription to the clock, an hour from now.
        Sleeps => Program(
            """
            (i32.store (i32.const 616) (i32.const 0)) (i32.store (i32.const 624) (i32.const 1)) (i64.store (i32.const 632) (i64.const 3600000000000))
            (call $seen (call $poll (i32.const 608) (i32.const 700) (i32.const 1) (i32.const 800)))
            """,
            """(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))"""),
        // 8 MB at a time: a guest inside of a write is not interrupted.
        WritesForEver => Program(
            """
            (drop (memory.grow (i32.const 130)))
            (i32.store (i32.const 16) (i32.const 4096)) (i32.store (i32.const 20) (i32.const 8000000))
            (loop $more (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 28))) (br $more))
            """),
        ComplainsForEver => Program(
            """
            (i32.store (i32.const 16) (i32.const 4096)) (i32.store (i32.const 20) (i32.const 60000))
            (loop $more (drop (call $write (i32.const 2) (i32.const 16) (i32.const 1) (i32.const 28))) (br $more))
            """),
        // Of 65,536 bytes, then of one more, then of a place outside: the sum of the three error numbers.
        WantsRandom => Program(
            """
            (call $seen (i32.add (i32.add
              (call $random (i32.const 4096) (i32.const 65536))
              (call $random (i32.const 4096) (i32.const 65537)))
              (call $random (i32.const 131000) (i32.const 4096))))
            """,
            """(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))"""),
        // Descriptor 3 would be the first folder given to it. Each of these prints {"seen":NN}: an error number, or how many there are.
        OpensFile => Program(
            """
            (i32.store (i32.const 512) (i32.const 0x2f637465)) ;; "etc/"
            (i32.store (i32.const 516) (i32.const 0x74736f68)) ;; "host"
            (call $seen (call $path_open (i32.const 3) (i32.const 1) (i32.const 512) (i32.const 8) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 600)))
            """,
            """(import "wasi_snapshot_preview1" "path_open" (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))"""),
        AcceptsConnection => Program(
            "(call $seen (call $sock_accept (i32.const 3) (i32.const 0) (i32.const 600)))",
            """(import "wasi_snapshot_preview1" "sock_accept" (func $sock_accept (param i32 i32 i32) (result i32)))"""),
        OpensSocket => Program(
            "(call $seen (call $sock_open (i32.const 1) (i32.const 1) (i32.const 600)))",
            """(import "wasi_snapshot_preview1" "sock_open" (func $sock_open (param i32 i32 i32) (result i32)))"""),
        ReadsEnvironment => Program(
            "(drop (call $environ (i32.const 600) (i32.const 604))) (drop (call $args (i32.const 608) (i32.const 612))) (call $seen (i32.add (i32.load (i32.const 600)) (i32.load (i32.const 608))))",
            """
            (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
            """),
        NeedsMemory => Program(
            $"""
             (loop $more
               (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
               (br_if $more (i32.lt_u (memory.size) (i32.const 2400))))
             {Print("{\"ok\":true}")}
             """),
        PanicsNowAndThen => Program(
            $"""
             (drop (call $random (i32.const 4096) (i32.const 1)))
             (if (i32.and (i32.load8_u (i32.const 4096)) (i32.const 1)) (then unreachable))
             {Print("{\"ok\":true}")}
             """,
            """(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))"""),
        Works => Program(Print("{\"ok\":true}")),
        Echoes => Program(
            """
            (loop $more
              (i32.store (i32.const 16) (i32.const 4096))
              (i32.store (i32.const 20) (i32.const 4096))
              (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
              (i32.store (i32.const 20) (i32.load (i32.const 24)))
              (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 28)))
              (br_if $more (i32.load (i32.const 24))))
            """,
            """(import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))"""),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such module."),
    };

    private static string Program(string body, string imports = "") =>
        $$"""
          (module
            {{imports}}
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 2)
            (func $deeper (param i32) (result i32) (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
            (func $seen (param $number i32)
              (i64.store (i32.const 1024) (i64.const 0x3a226e656573227b)) ;; {"seen":
              (i32.store8 (i32.const 1032) (i32.add (i32.const 48) (i32.div_u (local.get $number) (i32.const 10))))
              (i32.store8 (i32.const 1033) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
              (if (i32.lt_u (local.get $number) (i32.const 10)) (then (i32.store8 (i32.const 1032) (i32.const 32))))
              (i32.store8 (i32.const 1034) (i32.const 125))
              (i32.store (i32.const 16) (i32.const 1024))
              (i32.store (i32.const 20) (i32.const 11))
              (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 28))))
            (func (export "_start") (local $zero i32) {{body}}))
          """;

    // A text of the program, written byte by byte to where it is printed from.
    private static string Print(string text)
    {
        var stores = string.Join(' ', text.Select((c, i) => $"(i32.store8 (i32.const {2048 + i}) (i32.const {(int)c}))"));
        return $"{stores} (i32.store (i32.const 16) (i32.const 2048)) (i32.store (i32.const 20) (i32.const {text.Length})) (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 28)))";
    }
}
