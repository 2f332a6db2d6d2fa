using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Wasm.Code;

[Collection(WasmCollection.Name)]
public sealed class TestTests(WasmFixture wasm)
{
    [Fact]
    public async Task Tests_run_and_each_says_how_it_went()
    {
        var result = await RunAsync(
            "function add(a, b) { console.log('adding', { a, b }); return a + b; }",
            """
            test('adds', () => assertEqual(add(1, 2), 3));
            test('is wrong', () => assertEqual(add(1, 2), 4, 'sum'));
            test('deep', () => assertEqual({ a: [1, { b: new Map([[1, 2]]) }] }, { a: [1, { b: new Map([[1, 2]]) }] }));
            test('not deep', () => assertEqual({ a: 1 }, { a: 1, b: 2 }));
            test('throws', () => assert(assertThrows(() => { throw new TypeError('x'); }) instanceof TypeError));
            test('asserts', () => assert(0, 'zero is no'));
            """);

        Told(result).ShouldBe("adds ok, is wrong AssertionError: sum: expected 4, got 3, deep ok, not deep AssertionError: expected {\"a\":1,\"b\":2}, got {\"a\":1}, throws ok, asserts AssertionError: zero is no");
        (result.GetProperty("passed").GetInt32(), result.GetProperty("failed").GetInt32()).ShouldBe((3, 3));
        result.GetProperty("console")[0].GetString().ShouldBe("adding {\"a\":1,\"b\":2}");
    }

    [Fact]
    public async Task Promises_and_timers_are_waited_for()
    {
        var result = await RunAsync(
            "async function later(ms, v) { await new Promise(r => setTimeout(r, ms)); return v; }",
            """
            const seen = [];
            test('awaits', async () => assertEqual(await later(60000, 7), 7));
            test('in order', async () => { await Promise.all([later(50, 'b').then(v => seen.push(v)), later(10, 'a').then(v => seen.push(v))]); assertEqual(seen, ['a', 'b']); });
            test('rejects', async () => { throw new Error('no'); });
            test('never', () => new Promise(() => {}));
            test('after', () => {});
            """);

        Told(result).ShouldBe("awaits ok, in order ok, rejects Error: no, never it waits for what never comes: nothing is left to run, after ok");
    }

    [Theory]
    [InlineData("export function add(a, b) { return a + b; }", "import { add } from './sum.js';\ntest('m', () => assertEqual(add(1, 2), 3));")]
    [InlineData("export function add(a, b) { return a + b; }", "test('m', () => assertEqual(add(1, 2), 3));")]
    [InlineData("module.exports = { add: (a, b) => a + b };", "const { add } = require('./sum');\ntest('m', () => assertEqual(add(1, 2), 3));")]
    [InlineData("exports.add = (a, b) => a + b;", "const { add } = require('./sum');\ntest('m', () => assertEqual(add(1, 2), 3));")]
    [InlineData("const add = (a, b) => a + b;", "test('m', () => assertEqual(add(1, 2), 3));")]
    public async Task Tests_reach_the_content_in_every_usual_way(string content, string tests) => Told(await RunAsync(content, tests)).ShouldBe("m ok");

    [Theory]
    [InlineData("let = ;", "test('a', () => {});", "(sum.js) SyntaxError")]
    [InlineData("throw new Error('on load');", "test('a', () => {});", "(sum.js) Error: on load")]
    [InlineData("export const a = 1; throw new Error('on load');", "test('a', () => {});", "(sum.js) Error: on load")]
    [InlineData("", "nobody();", "(tests.js) ReferenceError")]
    [InlineData("", "import fs from 'fs';", "(tests.js) ReferenceError")]
    [InlineData("", "require('fs');", "(tests.js) Error: there is no module 'fs'")]
    [InlineData("", "test('deep', function f() { return f() + 1; });", "deep RangeError")]
    public async Task What_does_not_load_is_a_failed_test(string content, string tests, string told)
    {
        var result = await RunAsync(content, tests);

        Told(result).ShouldStartWith(told);
        result.GetProperty("failed").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_test_says_is_bounded()
    {
        var result = await RunAsync("", "for (let i = 0; i < 5000; i++) console.log('x'.repeat(2000)); for (let i = 0; i < 900; i++) test('t'.repeat(900), () => { throw 'e'.repeat(5000); });");

        result.GetRawText().Length.ShouldBeLessThan(400_000);
        result.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        result.GetProperty("failed").GetInt32().ShouldBe(900);
    }

    [Fact]
    public async Task A_test_without_end_is_the_timeout_of_the_attempt()
    {
        var outcome = await wasm.ExecuteAsync(
            "test", new { language = "js", content = "", tests = "test('ever', () => { for (;;); });" }, TimeSpan.FromMilliseconds(500));

        outcome.ShouldBeOfType<ExecutionOutcome.Failed>(outcome.ToString()).ErrorType.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_test_that_takes_all_memory_says_so_or_ends_by_it()
    {
        var outcome = await wasm.ExecuteAsync(
            "test", new { language = "js", content = "", tests = "test('much', () => { const a = []; for (;;) a.push(new Uint8Array(1e6)); });", memoryLimitMb = 32 });

        if (outcome is ExecutionOutcome.Failed failed)
            failed.ErrorType.ShouldBe("memory_error");
        else
            Told(JsonElement.Parse(outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>().Result.Span)).ShouldContain("out of memory");
    }

    [Fact]
    public void Tests_are_required() =>
        wasm.Judge("test", new { language = "js", content = "" }).ShouldHaveSingleItem().Field.ShouldBe("payload.tests");

    [Fact]
    public async Task A_pair_that_no_module_declares_is_accepted_and_left_to_others()
    {
        wasm.Judge("test", new { language = "py", content = "", anything = 1 }).ShouldBeEmpty();

        (await wasm.ExecuteAsync("test", new { language = "py", content = "" })).ShouldBeOfType<ExecutionOutcome.Refused>().Reason.ShouldContain("py:test");
    }

    private static string Told(JsonElement result) => string.Join(", ", result.GetProperty("tests").EnumerateArray().Select(one =>
        $"{one.GetProperty("name")} {(one.GetProperty("ok").GetBoolean() ? "ok" : one.GetProperty("error").GetString())}"));

    private async Task<JsonElement> RunAsync(string content, string tests)
    {
        var result = await wasm.ResultAsync("test", new { filePath = "src/sum.js", content, tests });
        Results.ShouldFollow("test", result);
        return result;
    }
}
