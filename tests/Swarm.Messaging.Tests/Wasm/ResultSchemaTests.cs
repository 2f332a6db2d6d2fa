using System.Text.Json;

namespace Swarm.Messaging.Tests.Wasm;

[Collection(WasmCollection.Name)]
public sealed class ResultSchemaTests(WasmFixture wasm)
{
    [Theory]
    [InlineData("js", "")]
    [InlineData("py", "import os\ndef f(a):\n  return a and os\n")]
    [InlineData("cpp", "#include <a>\nint ns::A::f( { return = 1 }\n")]
    [InlineData("go", "package p\nimport \"fmt\"\nfunc (s *S) F() { go func() {}() }\n")]
    public async Task Results_follow_the_published_schema(string language, string content)
    {
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schemas", "results", "code-analyze.json")));
        using var result = await wasm.AnalyzeAsync(language, content);

        JsonSchemaCheck.Errors(schema.RootElement, result.RootElement).ShouldBeEmpty();
    }

    [Fact]
    public void The_check_finds_what_is_wrong()
    {
        using var schema = JsonDocument.Parse("""{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":{"type":"integer","minimum":1},"b":{"enum":["x"]}}}""");
        using var value = JsonDocument.Parse("""{"a":0,"b":"y","c":1}""");

        JsonSchemaCheck.Errors(schema.RootElement, value.RootElement).Count().ShouldBe(3);
    }
}
