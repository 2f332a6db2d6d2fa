using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Wasm;

/// <summary>The files of samples/: real code of every language, as a user would hand it in.</summary>
[Collection(WasmCollection.Name)]
public sealed class SampleTests(WasmFixture wasm)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "samples");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Parses_without_an_error_and_follows_the_schema(string file)
    {
        var content = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schemas", "results", "code-analyze.json")));

        var outcome = await wasm.ExecuteAsync(new { filePath = $"samples/{file}", content });

        using var result = JsonDocument.Parse(outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>().Result);
        JsonSchemaCheck.Errors(schema.RootElement, result.RootElement).ShouldBeEmpty();
        var summary = result.RootElement.GetProperty("summary");
        summary.GetProperty("syntaxErrorCount").GetInt32().ShouldBe(0, result.RootElement.GetProperty("syntaxErrors").GetRawText());
        summary.GetProperty("functionCount").GetInt32().ShouldBeGreaterThan(10);
        result.RootElement.GetProperty("lines").GetProperty("total").GetInt32().ShouldBe(content.Count(c => c == '\n'));
    }

    [Fact]
    public void Every_language_has_a_sample() =>
        Directory.GetFiles(Folder).Select(file => Path.GetExtension(file)).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe([".c", ".cpp", ".go", ".java", ".js", ".py", ".rs", ".ts", ".tsx"]);
}
