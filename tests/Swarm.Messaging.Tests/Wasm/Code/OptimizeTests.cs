namespace Swarm.Messaging.Tests.Wasm.Code;

[Collection(WasmCollection.Name)]
public sealed class OptimizeTests(WasmFixture wasm)
{
    [Theory]
    [InlineData("js", "const   x=1 ;function f( ){return  x}\n", "const x = 1;\nfunction f() {\n  return x;\n}\n")]
    [InlineData("ts", "interface A{a:number,b?:string}\n", "interface A {\n  a: number;\n  b?: string;\n}\n")]
    [InlineData("go", "package p\nfunc  f( ) int {return  1}\n", "package p\n\nfunc f() int { return 1 }\n")]
    public async Task Formatters_format(string language, string content, string after)
    {
        var result = await wasm.ResultAsync("optimize", new { language, content });

        result.GetProperty("content").GetString().ShouldBe(after);
        (result.GetProperty("done").GetString(), result.GetProperty("changed").GetBoolean()).ShouldBe(("format", true));
        Results.ShouldFollow("optimize", result);
        (await wasm.ResultAsync("optimize", new { language, content = after })).GetProperty("changed").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("js")]
    [InlineData("ts")]
    [InlineData("go")]
    public async Task Nothing_stays_nothing(string language)
    {
        var outcome = await wasm.ExecuteAsync("optimize", new { language, content = language == "go" ? "package p\n" : "" });

        outcome.ShouldBeOfType<Swarm.Messaging.Execution.ExecutionOutcome.Succeeded>(outcome.ToString());
    }

    [Theory]
    [InlineData("js", "const x = ;;\n")]
    [InlineData("go", "package p\nfunc {\n")]
    public async Task A_formatter_says_what_it_cannot_read(string language, string content) =>
        (await wasm.FailureAsync("optimize", new { language, content })).Type.ShouldBe("syntax_error");

    [Theory]
    [InlineData("py", "import os, sys\nfrom a import b as c, d\nfrom t import List\n__all__ = [\"d\"]\ndef f(p):\n    a = 1\n    for i in p: pass\n    with g() as h: pass\n    def inner(x: \"List\"): return 1\n    return inner\n", "deadImport os 1:8, deadImport sys 1:12, deadImport c 2:20, unusedLocal a 6:5, unusedLocal h 8:17")]
    [InlineData("rs", "use std::io::Write;\nuse std::fmt;\npub use e::g;\nfn f(x: i32) { let y = 1; let z = 2; let _w = 3; println!(\"{z}\"); }\n", "deadImport Write 1:14?, deadImport fmt 2:10, unusedLocal y 4:20")]
    [InlineData("java", "import a.List;\nimport a.Map;\nimport static b.C.of;\nimport c.*;\nclass A { int field; Map m; void f(int p) { int x = 1; int y = 2; y++; } }\n", "deadImport List 1:10, deadImport of 3:19, unusedLocal x 5:49")]
    [InlineData("c", "#include <stdio.h>\nint g; int f(int p) { int a = 1, b = 2; return b; }\n", "unusedLocal a 2:27")]
    [InlineData("cpp", "using std::map;\nint f() { Lock l(m); int n; return 1; }\n", "deadImport map 1:12, unusedLocal l 2:16?, unusedLocal n 2:26?")]
    [InlineData("tsx", "import React, { useState, useMemo } from 'react';\nimport * as q from 'q';\nexport const A = () => { const [s, set] = useState(1); return <b>{s}</b>; };\n", "deadImport useMemo 1:27, deadImport q 2:13, unusedLocal set 3:36")]
    public async Task Where_there_is_no_formatter_what_is_unused_is_reported(string language, string content, string findings)
    {
        var result = await wasm.ResultAsync("optimize", new { language, content });

        string.Join(", ", result.GetProperty("findings").EnumerateArray().Select(one =>
            $"{one.GetProperty("kind")} {one.GetProperty("name")} {one.GetProperty("line")}:{one.GetProperty("column")}{(one.GetProperty("sure").GetBoolean() ? "" : "?")}")).ShouldBe(findings);
        result.GetProperty("content").GetString().ShouldBe(content);
        Results.ShouldFollow("optimize", result);
    }

    /// <summary>Real code of every language, which has no dead import and no local that is surely unused.</summary>
    [Theory]
    [InlineData("lease_store.py")]
    [InlineData("retry_policy.rs")]
    [InlineData("WorkflowGraph.java")]
    [InlineData("timer_wheel.cpp")]
    [InlineData("ring_buffer.c")]
    [InlineData("QueueBoard.tsx")]
    public async Task Clean_code_has_no_sure_finding(string file)
    {
        var content = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", file));

        var result = await wasm.ResultAsync("optimize", new { filePath = file, content });

        result.GetProperty("findings").EnumerateArray().Where(one => one.GetProperty("sure").GetBoolean()).ShouldBeEmpty();
    }
}
