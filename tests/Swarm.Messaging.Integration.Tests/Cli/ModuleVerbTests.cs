using System.Text.Json;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Tests.Wasm.Faulty;

namespace Swarm.Messaging.Integration.Tests.Cli;

[Collection(CliCollection.Name)]
public sealed class ModuleVerbTests(CliHost host)
{
    [Fact]
    public async Task A_module_of_ones_own_is_added_listed_run_and_removed()
    {
        var file = host.Write("mirror.wasm", FaultyModules.Bytes(FaultyModules.Echoes));

        (await host.RunAsync("modules", "add", file, "--pairs", "py:test, js:analyze", "--memory-mb", "8", "--timeout", "2s"))
            .ShouldEnd(ExitCodes.Ok).Out.ShouldContain("mirror is installed, pinned by");
        var listed = (await host.RunAsync("modules", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("modules").EnumerateArray()
            .Single(module => module.GetProperty("name").GetString() == "mirror");
        var task = (await host.RunAsync("submit", "--kind", "code", "--operation", "test", "--payload", """{"language":"py","content":"x"}""", "--wait", "--json"))
            .ShouldEnd(ExitCodes.Ok).Json;

        listed.GetProperty("pairs").EnumerateArray().Select(pair => pair.GetString()).ShouldBe(["py:test", "js:analyze"]);
        (listed.GetProperty("memoryLimitMb").GetInt32(), listed.GetProperty("timeoutMs").GetInt32()).ShouldBe((8, 2000));
        task.GetRawText().ShouldContain("\"fileType\"");

        (await host.RunAsync("modules", "remove", "mirror")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("mirror is removed.");
        (await host.RunAsync("modules", "remove", "mirror")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("no module of your own");
    }

    [Fact]
    public async Task Adding_says_what_is_replaced_and_which_of_two_modules_is_used()
    {
        var (first, second) = (host.Write("first.wasm", FaultyModules.Bytes(FaultyModules.Echoes)), host.Write("second.wasm", FaultyModules.Bytes(FaultyModules.Works)));

        var added = (await host.RunAsync("modules", "add", first, "--name", "b-one", "--pairs", "js:analyze,go:test")).ShouldEnd(ExitCodes.Ok);
        added.Out.ShouldNotContain("replaces");
        added.Error.ShouldContain("js:analyze is declared by tree-sitter as well: tree-sitter is used, and b-one for the tasks that name it");
        var hash = added.Out.Split("pinned by ")[1][..12];

        var again = (await host.RunAsync("modules", "add", second, "--name", "b-one", "--pairs", "go:test")).ShouldEnd(ExitCodes.Ok);
        again.Out.ShouldContain($"It replaces {hash}.");
        again.Error.ShouldNotContain("warning");
        (await host.RunAsync("modules", "add", first, "--name", "a-one", "--pairs", "go:test")).ShouldEnd(ExitCodes.Ok)
            .Error.ShouldContain("go:test is declared by b-one as well: a-one is used.");

        await host.RunAsync("modules", "remove", "a-one");
        await host.RunAsync("modules", "remove", "b-one");
    }

    [Fact]
    public async Task The_shipped_modules_are_listed_with_their_pairs_and_stay()
    {
        var run = (await host.RunAsync("modules")).ShouldEnd(ExitCodes.Ok);

        foreach (var part in new[] { "tree-sitter", "dprint-typescript", "gofmt", "quickjs", "shipped", "refactor", "js ts tsx py rs go java cpp c" })
            run.Out.ShouldContain(part);
        (await host.RunAsync("modules", "remove", "gofmt")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("shipped");
    }

    [Fact]
    public async Task What_is_wrong_with_a_module_is_told_by_field_value_and_rule()
    {
        var text = host.Write("text.wasm", "hello"u8);
        var strange = host.Write("strange.wasm", FaultyModules.Bytes(FaultyModules.CallsMissingImport));

        (await host.RunAsync("modules", "add", text, "--pairs", "js:dance")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("js:dance");
        (await host.RunAsync("modules", "add", text, "--pairs", "js:test")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("00 61 73 6d");
        (await host.RunAsync("modules", "add", strange, "--pairs", "js:test")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("env.missing");
        (await host.RunAsync("modules", "add", text, "--pairs", "js:test", "--name", "gofmt")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("shipped module");
        (await host.RunAsync("modules", "add", text, "--pairs", "js:test", "--memory-mb", "9999")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("1024");
    }

    [Fact]
    public async Task Every_shipped_operation_runs_in_a_host()
    {
        (string Operation, object Payload, string Part)[] tasks =
        [
            ("refactor", new { language = "js", content = "let a;", symbol = "a", newName = "b" }, "let b;"),
            ("edit", new { language = "c", content = "int a;\n", diff = "@@ -1 +1 @@\n-int a;\n+int z;\n" }, "int z;"),
            ("create", new { language = "py", template = "function", parameters = new { name = "go", parameters = Array.Empty<string>() } }, "def go():"),
            ("optimize", new { language = "go", content = "package  p\n" }, "package p"),
            ("test", new { language = "js", content = "", tests = "test('t', () => {})" }, "durationMs"),
        ];
        foreach (var (operation, payload, part) in tasks)
        {
            var run = await host.RunAsync("submit", "--kind", "code", "--operation", operation, "--payload", JsonSerializer.Serialize(payload), "--wait", "--json");
            run.ShouldEnd(ExitCodes.Ok).Out.ShouldContain(part);
        }
    }
}
