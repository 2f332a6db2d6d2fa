using System.Text;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;
using static Swarm.Messaging.Tests.Wasm.WasmFixture;

namespace Swarm.Messaging.Tests.Wasm;

/// <summary>What a guest may not do, and how each way of failing is named. Loops end by their deadline, never by a test's clock.</summary>
[Collection(WasmCollection.Name)]
public sealed class SandboxTests(WasmFixture wasm)
{
    private const string EndlessLoop = "(loop $l (br $l)) (i64.const 0)";

    [Fact]
    public async Task An_endless_loop_is_stopped_at_its_deadline_and_no_other_task_notices()
    {
        var loop = wasm.RunTextAsync(Guest(EndlessLoop), TimeSpan.FromMilliseconds(300));
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => wasm.AnalyzeBytesAsync("py", $"def f{i}(): pass")));

        (await loop).ShouldBeOfType<GuestOutcome.Failed>().ErrorType.ShouldBe("timeout");
        others.ShouldAllBe(result => result.Length > 0);
    }

    [Fact]
    public async Task A_cancelled_task_stops_and_no_other_task_notices()
    {
        using var cancellation = new CancellationTokenSource();
        var cancelled = wasm.RunTextAsync(Guest(EndlessLoop), cancellation: cancellation.Token);
        var limited = wasm.RunTextAsync(Guest(EndlessLoop), TimeSpan.FromMilliseconds(200));
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        (await limited).ShouldBeOfType<GuestOutcome.Failed>().ErrorType.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_loop_in_the_start_function_is_stopped_too()
    {
        var module = Guest("(i64.const 0)", "(func $s (loop $l (br $l))) (start $s)");

        (await FailureOf(module, TimeSpan.FromMilliseconds(100))).ErrorType.ShouldBe("timeout");
    }

    [Fact]
    public async Task Memory_stops_growing_at_the_limit_and_the_abort_that_follows_is_a_memory_error()
    {
        var module = Guest("(loop $l (br_if $l (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable");

        (await FailureOf(module)).ErrorType.ShouldBe("memory_error");
    }

    [Theory]
    [InlineData("(i64.load (i32.const 0x7fffffff))", "memory_error")]
    [InlineData("(i64.extend_i32_u (i32.div_u (i32.const 1) (local.get 0)))", "panic", "(i32.const 0)")]
    [InlineData("unreachable", "panic")]
    [InlineData("(call $analyze (local.get 0) (local.get 1) (local.get 2) (local.get 3))", "stack_overflow")]
    public async Task Traps_are_named_by_their_code(string body, string errorType, string? first = null)
    {
        var set = first is null ? "" : $"(local.set 0 {first})";

        (await FailureOf(Guest($"{set} {body}"))).ErrorType.ShouldBe(errorType);
    }

    [Theory]
    [InlineData("""(import "env" "open" (func (param i32) (result i32)))""")]
    [InlineData("""(import "wasi_snapshot_preview1" "no_such_function" (func))""")]
    [InlineData("""(import "wasi_snapshot_preview1" "fd_close" (func (param i64)))""")]
    public async Task A_module_that_wants_what_is_not_given_is_a_compilation_error(string import)
    {
        var failure = await FailureOf(Guest("(i64.const 0)", import));

        failure.ErrorType.ShouldBe("compilation_error");
        failure.Message.ShouldContain("cannot be instantiated");
    }

    [Fact]
    public async Task A_module_without_the_operation_is_told_what_to_export() =>
        (await FailureOf("""(module (memory (export "memory") 1))""")).Message.ShouldContain("must export memory, alloc(i32)->i32 and analyze");

    [Fact]
    public async Task A_module_that_starts_with_more_memory_than_its_limit_is_a_memory_error() =>
        (await FailureOf(Guest("(i64.const 0)", pages: 17 * 16))).ErrorType.ShouldBe("memory_error");

    [Fact]
    public async Task A_result_outside_of_the_memory_is_not_read() =>
        (await FailureOf(Guest("(i64.const 0x7000000000000010)"))).ErrorType.ShouldBe("memory_error");

    [Fact]
    public async Task An_exit_is_not_a_result()
    {
        var module = Guest(
            "(call $exit (i32.const 3)) (i64.const 0)", """(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))""");

        (await FailureOf(module)).Message.ShouldContain("exit code 3");
    }

    [Fact]
    public async Task A_module_that_looks_for_files_arguments_and_environment_sees_none()
    {
        // Returns 24 bytes: number of arguments, of variables, and what the first preopened folder (descriptor 3) answers.
        var outcome = await wasm.RunTextAsync(Guest(
            $"""
             (drop (call $args (i32.const 64) (i32.const 92)))
             (drop (call $env (i32.const 68) (i32.const 92)))
             (i32.store (i32.const 72) (call $prestat (i32.const 3) (i32.const 92)))
             (i32.store (i32.const 76) (call $open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 1) (i32.const 0) (i64.const 1) (i64.const 0) (i32.const 0) (i32.const 92)))
             (i64.const {(64L << 32) | 16})
             """,
            """
            (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "environ_sizes_get" (func $env (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
            """));

        var bytes = outcome.ShouldBeOfType<GuestOutcome.Completed>().Result;
        const int BadDescriptor = 8;
        Enumerable.Range(0, 4).Select(i => BitConverter.ToInt32(bytes, i * 4)).ShouldBe([0, 0, BadDescriptor, BadDescriptor]);
    }

    [Fact]
    public void The_shipped_module_imports_nothing() => wasm.Modules.Load(wasm.Catalog.Find("tree-sitter")!, default).Module.Imports.ShouldBeEmpty();

    [Fact]
    public async Task Too_little_memory_for_a_parse_is_a_memory_error_and_more_helps()
    {
        var content = string.Concat(Enumerable.Repeat("f(a, b => c(d));\n", 50_000));

        var failed = await wasm.ExecuteAsync(new { language = "js", content, memoryLimitMb = 16 });
        failed.ShouldBeOfType<ExecutionOutcome.Failed>().ErrorType.ShouldBe("memory_error");
        (await wasm.ExecuteAsync(new { language = "js", content })).ShouldBeOfType<ExecutionOutcome.Succeeded>();
    }

    [Fact]
    public async Task A_parse_is_cancelled_and_timed_out_like_any_guest()
    {
        var content = string.Concat(Enumerable.Repeat("f(a, b => c(d));\n", 50_000));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Should.ThrowAsync<OperationCanceledException>(wasm.ExecuteAsync(new { language = "js", content }, cancellation: cancellation.Token));
        (await wasm.ExecuteAsync(new { language = "js", content }, TimeSpan.FromMilliseconds(50)))
            .ShouldBeOfType<ExecutionOutcome.Failed>().ErrorType.ShouldBe("timeout");
    }

    [Fact]
    public async Task Sixteen_at_once_give_what_one_at_a_time_gives()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Wasm", "Golden");
        var files = Directory.GetFiles(folder).Where(file => !file.EndsWith(".expected", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var inputs = Enumerable.Range(0, 16)
            .Select(i => (Language: Path.GetExtension(files[i % files.Length])[1..], Content: File.ReadAllText(files[i % files.Length]))).ToArray();

        var alone = new List<string>();
        foreach (var (language, content) in inputs)
            alone.Add(Encoding.UTF8.GetString((await wasm.AnalyzeBytesAsync(language, content)).Span));
        var together = await Task.WhenAll(inputs.Select(input => wasm.AnalyzeBytesAsync(input.Language, input.Content)));

        together.Select(result => Encoding.UTF8.GetString(result.Span)).ShouldBe(alone);
    }

    private async Task<GuestOutcome.Failed> FailureOf(string module, TimeSpan? timeout = null) =>
        (await wasm.RunTextAsync(module, timeout)).ShouldBeOfType<GuestOutcome.Failed>();
}
