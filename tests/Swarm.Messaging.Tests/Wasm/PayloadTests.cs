using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Wasm;

[Collection(WasmCollection.Name)]
public sealed class PayloadTests(WasmFixture wasm)
{
    [Theory]
    [InlineData("""{"filePath":"a.py","content":""}""")]
    [InlineData("""{"language":"rust","content":"x"}""")]
    [InlineData("""{"filePath":"a.c","language":null,"content":"x","module":null,"memoryLimitMb":null}""")]
    [InlineData("""{"filePath":"notes.txt","language":"go","content":"x"}""")]
    [InlineData("""{"filePath":"dir.d\\A.HPP","content":"x","module":"tree-sitter","memoryLimitMb":192}""")]
    public void Acceptable(string payload) => Judge(payload).ShouldBeEmpty();

    [Theory]
    [InlineData("[]", "payload", "wrong_type", "an object")]
    [InlineData("""{"language":"py"}""", "payload.content", "missing_field", "required")]
    [InlineData("""{"language":"py","content":7}""", "payload.content", "wrong_type", "must be a string, not a number")]
    [InlineData("""{"language":"py","content":null}""", "payload.content", "missing_field", "required")]
    [InlineData("""{"language":"py","content":"\ud800"}""", "payload.content", "invalid_text", "unpaired surrogates")]
    [InlineData("""{"language":"cobol","content":""}""", "payload.language", "unknown_language", "Known: c, cpp, go, java, js, py, rs, ts, tsx")]
    [InlineData("""{"filePath":"a.xyz","content":""}""", "payload.filePath", "unknown_language", "c, cc, cjs, cpp, cts, cxx, go, h, hh, hpp, java, js")]
    [InlineData("""{"filePath":"a.py/readme","content":""}""", "payload.filePath", "unknown_language", "name the language")]
    [InlineData("""{"filePath":3,"content":""}""", "payload.filePath", "wrong_type", "a string")]
    [InlineData("""{"content":""}""", "payload.language", "missing_field", "no filePath")]
    [InlineData("""{"language":"py","content":"","module":"unheard"}""", "payload.module", "unknown_module", "Known: tree-sitter")]
    [InlineData("""{"language":"py","content":"","module":"gofmt"}""", "payload.module", "undeclared_pair", "It declares: go:optimize")]
    [InlineData("""{"language":"py","content":"","module":"../../etc/x"}""", "payload.module", "unknown_module", "not an installed module")]
    [InlineData("""{"language":"py","content":"","memoryLimitMb":0}""", "payload.memoryLimitMb", "out_of_range", "from 1 to 1024")]
    [InlineData("""{"language":"py","content":"","memoryLimitMb":1.5}""", "payload.memoryLimitMb", "out_of_range", "whole number")]
    [InlineData("""{"language":"py","content":"","memoryLimitMb":"1"}""", "payload.memoryLimitMb", "wrong_type", "not a string")]
    [InlineData("""{"language":"py","content":"","filepath":"a"}""", "payload.filepath", "unknown_field", "did you mean 'filePath'")]
    public void Violations_name_field_and_rule(string payload, string field, string code, string rule)
    {
        var violation = Judge(payload).ShouldHaveSingleItem();

        violation.Field.ShouldBe(field);
        violation.Code.ShouldBe(code);
        violation.Rule.ShouldContain(rule);
    }

    [Fact]
    public void All_violations_come_at_once_and_values_are_cut()
    {
        var violations = Judge($$"""{"filePath":"{{new string('x', 500)}}","contents":"","memoryLimitMb":-1}""");

        violations.Select(violation => violation.Field).ShouldBe(
            ["payload.contents", "payload.content", "payload.filePath", "payload.memoryLimitMb"], ignoreOrder: true);
        violations.Single(violation => violation.Field == "payload.filePath").Value!.Length.ShouldBe(100);
    }

    [Fact]
    public void An_unknown_operation_is_refused() =>
        wasm.Executor.Validate("dance", Parse("""{"language":"py","content":""}""")).ShouldHaveSingleItem().Code.ShouldBe("unknown_operation");

    [Fact]
    public async Task A_named_file_without_a_manifest_is_refused_with_its_reason()
    {
        await File.WriteAllTextAsync(Path.Combine(wasm.ModuleFolder, "text.wasm"), "hello");
        await File.WriteAllBytesAsync(Path.Combine(wasm.ModuleFolder, "bare.wasm"), "\0asm\u0001\0\0\0"u8.ToArray());

        Judge("""{"language":"py","content":"","module":"text"}""").ShouldHaveSingleItem().Rule.ShouldContain("00 61 73 6d");
        Judge("""{"language":"py","content":"","module":"bare"}""").ShouldHaveSingleItem().Rule.ShouldContain("without a manifest");
    }

    [Fact]
    public async Task An_attempt_with_an_unacceptable_payload_is_refused_not_run() =>
        (await wasm.ExecuteAsync(new { language = "py" })).ShouldBeOfType<ExecutionOutcome.Refused>().Reason.ShouldContain("payload.content");

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private IReadOnlyList<Violation> Judge(string payload) => wasm.Executor.Validate("analyze", Parse(payload));
}
