using System.Text;
using System.Text.Json;

namespace Swarm.Messaging.Tests.Wasm;

/// <summary>
/// One file per language with its hand-checked result beside it: a line per fact, so that a difference reads as one.
/// Functions are <c>kind container#name startLine:startColumn-endLine:endColumn c(omplexity) n(esting)</c>.
/// </summary>
[Collection(WasmCollection.Name)]
public sealed class GoldenTests(WasmFixture wasm)
{
    [Theory]
    [InlineData("functions.js")]
    [InlineData("functions.ts")]
    [InlineData("functions.tsx")]
    [InlineData("functions.py")]
    [InlineData("functions.rs")]
    [InlineData("functions.go")]
    [InlineData("Functions.java")]
    [InlineData("functions.cpp")]
    [InlineData("functions.c")]
    public async Task Analyze_equals_the_expected_facts(string file)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Wasm", "Golden");
        var content = await File.ReadAllTextAsync(Path.Combine(folder, file));
        using var result = await wasm.AnalyzeAsync(Path.GetExtension(file)[1..], content);

        Facts(result.RootElement).ShouldBe(await File.ReadAllTextAsync(Path.Combine(folder, $"{file}.expected")));
    }

    private static string Facts(JsonElement result)
    {
        var text = new StringBuilder();
        var lines = result.GetProperty("lines");
        text.Append($"{result.GetProperty("language")}\n");
        text.Append($"lines {lines.GetProperty("total")} code {lines.GetProperty("code")} comment {lines.GetProperty("comment")} blank {lines.GetProperty("blank")}\n");
        text.Append($"nesting {result.GetProperty("deepestNesting")}\n");
        foreach (var error in result.GetProperty("syntaxErrors").EnumerateArray())
            text.Append($"error {error.GetProperty("kind")} {error.GetProperty("line")}:{error.GetProperty("column")} {error.GetProperty("text")}\n");
        if (result.GetProperty("syntaxErrors").GetArrayLength() == 0)
            text.Append("error none\n");
        foreach (var import in result.GetProperty("imports").EnumerateArray())
            text.Append($"import {import.GetProperty("module")} {import.GetProperty("line")}\n");
        foreach (var function in result.GetProperty("functions").EnumerateArray())
            text.Append($"{Describe(function)}\n");
        text.Append($"top {result.GetProperty("summary").GetProperty("topLevelDecisions")}\n");
        return text.ToString();
    }

    private static string Describe(JsonElement f)
    {
        var container = f.TryGetProperty("container", out var of) ? $"{of}#" : "";
        return $"{f.GetProperty("kind")} {container}{f.GetProperty("name")} {f.GetProperty("startLine")}:{f.GetProperty("startColumn")}"
            + $"-{f.GetProperty("endLine")}:{f.GetProperty("endColumn")} c{f.GetProperty("complexity")} n{f.GetProperty("nesting")}";
    }
}
