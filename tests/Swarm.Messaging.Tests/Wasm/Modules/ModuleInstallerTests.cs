using Swarm.Messaging.Execution;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm.Modules;

[Collection(WasmCollection.Name)]
public sealed class ModuleInstallerTests(WasmFixture wasm)
{
    [Fact]
    public async Task A_module_of_ones_own_runs_where_none_is_shipped_and_where_it_is_named()
    {
        Add("echo", ["py:test", "js:analyze"]);

        var unnamed = await wasm.ResultAsync("test", new { language = "py", content = "x", what = new[] { 1 } });
        unnamed.ToString().ShouldBe("""{"operation":"test","fileType":"py","payload":{"language":"py","content":"x","what":[1]}}""");
        (await wasm.ResultAsync("analyze", new { language = "js", content = "x", module = "echo" })).GetProperty("fileType").GetString().ShouldBe("js");
        (await wasm.ResultAsync("analyze", new { language = "js", content = "x" })).TryGetProperty("summary", out _).ShouldBeTrue();
        wasm.Catalog.Declares("py", "test").ShouldBeTrue();

        wasm.Installer.Remove("echo").ShouldNotBeNull();
        wasm.Catalog.Declares("py", "test").ShouldBeFalse();
        wasm.Installer.Remove("echo").ShouldBeNull();
        wasm.Installer.Remove("gofmt").ShouldBeNull();
    }

    [Fact]
    public async Task Its_limits_bound_what_a_task_asks_for()
    {
        Add("greedy", ["go:test"], FaultyModules.TakesMemory, memoryMb: 4);
        Add("slow", ["rs:test"], FaultyModules.LoopsForEver, timeout: TimeSpan.FromMilliseconds(100));

        var greedy = await wasm.ExecuteAsync("test", new { language = "go", content = "", memoryLimitMb = 512 });
        greedy.ShouldBeOfType<ExecutionOutcome.Failed>().Message.ShouldContain("of 4 MB");
        (await wasm.ExecuteAsync("test", new { language = "rs", content = "" })).ShouldBeOfType<ExecutionOutcome.Failed>().Message.ShouldContain("100 ms");

        wasm.Installer.Remove("greedy");
        wasm.Installer.Remove("slow");
    }

    [Fact]
    public async Task A_module_that_has_changed_since_does_not_run()
    {
        Add("changed", ["c:test"], FaultyModules.Works);
        await File.WriteAllBytesAsync(Path.Combine(wasm.ModuleFolder, "changed.wasm"), FaultyModules.Bytes(FaultyModules.Echoes));

        var failed = (await wasm.ExecuteAsync("test", new { language = "c", content = "" })).ShouldBeOfType<ExecutionOutcome.Failed>();

        failed.ErrorType.ShouldBe("compilation_error");
        failed.Message.ShouldContain("has changed since it was added");
        wasm.Installer.Remove("changed");
    }

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var violations = new List<Violation>();
        wasm.Installer.Add(new ModuleAddition("gofmt", ["js:dance", "pl:analyze"], 0, TimeSpan.Zero, "hello"u8.ToArray()), violations).ShouldBeNull();

        violations.Select(violation => violation.Code).ShouldBe(
            ["name_taken", "unknown_pair", "unknown_pair", "out_of_range", "out_of_range", "not_webassembly"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("(module)", "no_start", "no_memory")]
    [InlineData("""(module (import "env" "f" (func)) (memory (export "memory") 1) (func (export "_start")))""", "unknown_import")]
    [InlineData("""(module (import "wasi_snapshot_preview1" "sock_open" (func)) (memory (export "memory") 1) (func (export "_start")))""", "unknown_import")]
    [InlineData("""(module (import "wasi_snapshot_preview1" "memory" (memory 1)) (memory (export "memory") 1) (func (export "_start")))""", "unknown_import", "invalid_module")]
    [InlineData("""(module (memory (export "memory") 1) (func (export "_start") (param i32)))""", "no_start")]
    public void What_is_no_command_is_refused(string text, params string[] codes)
    {
        var violations = new List<Violation>();

        wasm.Installer.Add(new ModuleAddition("x", ["js:test"], null, null, Module.ConvertText(text)), violations).ShouldBeNull();

        violations.Select(violation => violation.Code).ShouldBeSubsetOf(codes);
        violations.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_broken_manifest_is_told_of_and_harms_nobody()
    {
        await File.WriteAllTextAsync(Path.Combine(wasm.ModuleFolder, "half.json"), """{ "sha256": "00", "pairs": ["js:fly"] }""");
        await File.WriteAllTextAsync(Path.Combine(wasm.ModuleFolder, "torn.json"), "{ ");
        wasm.Catalog.Refresh();

        wasm.Catalog.Problems().Select(one => one.Name).ShouldBe(["half", "torn"], ignoreOrder: true);
        wasm.Catalog.Problems().First(one => one.Name == "half").Problem.ShouldContain("'js:fly'");
        wasm.Judge("analyze", new { language = "js", content = "", module = "half" }).ShouldHaveSingleItem().Rule.ShouldContain("'js:fly'");

        File.Delete(Path.Combine(wasm.ModuleFolder, "half.json"));
        File.Delete(Path.Combine(wasm.ModuleFolder, "torn.json"));
    }

    [Fact]
    public void No_pair_has_two_shipped_modules_and_each_pair_is_of_a_known_operation()
    {
        var pairs = ShippedModules.All.SelectMany(module => module.Pairs).ToList();

        pairs.Distinct().Count().ShouldBe(pairs.Count);
        pairs.ShouldAllBe(pair => CodeOperations.Find(pair.Operation) != null);
        CodeLanguages.All.ShouldAllBe(language => new[] { "analyze", "refactor", "edit", "create", "optimize" }.All(operation => wasm.Catalog.Declares(language, operation)));
    }

    private void Add(string name, string[] pairs, string module = FaultyModules.Echoes, int? memoryMb = null, TimeSpan? timeout = null)
    {
        var violations = new List<Violation>();
        wasm.Installer.Add(new ModuleAddition(name, pairs, memoryMb, timeout, FaultyModules.Bytes(module)), violations).ShouldNotBeNull(string.Join(" ", violations));
    }
}
