using System.Text.Json;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Tests.Wasm.Code;

/// <summary>Every example of docs/code-operations.md runs as it stands there.</summary>
[Collection(WasmCollection.Name)]
public sealed partial class DocumentedPayloadTests(WasmFixture wasm)
{
    [Fact]
    public async Task Every_example_runs()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Swarm.Messaging.sln")))
            folder = folder.Parent!;
        var text = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "code-operations.md"));
        var ran = new HashSet<string>();
        foreach (var chapter in text.Split("\n## ").Skip(1))
        {
            var operation = chapter.Split('\n')[0];
            foreach (Match example in Example().Matches(chapter))
            {
                (await wasm.ResultAsync(operation, JsonElement.Parse(example.Groups[1].Value))).ValueKind.ShouldBe(JsonValueKind.Object, operation);
                ran.Add(operation);
            }
        }

        ran.ShouldBe(["refactor", "edit", "create", "optimize", "test"]);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
