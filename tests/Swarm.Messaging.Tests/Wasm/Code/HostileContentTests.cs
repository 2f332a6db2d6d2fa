using System.Text;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Wasm.Code;

/// <summary>Contents that no author would write end as a result or as a failure with a name; in our own module never as a trap.</summary>
[Collection(WasmCollection.Name)]
public sealed class HostileContentTests(WasmFixture wasm)
{
    public static TheoryData<string> Languages => ["js", "ts", "tsx", "py", "rs", "go", "java", "cpp", "c"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Deep_nesting_and_garbage_and_nothing(string language)
    {
        var random = new Random(7);
        var garbage = new string([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next(1, 0x2000))]);
        string[] contents = ["", "\uFEFF", "a", "\0", new string('(', 50_000), new string('{', 20_000), "a::" + string.Concat(Enumerable.Repeat("a::", 5_000)), garbage];
        foreach (var content in contents)
        {
            foreach (var (operation, payload) in Tasks(language, content))
            {
                var outcome = await wasm.ExecuteAsync(operation, payload);
                // The formatters recurse as deep as a content nests, and end at the sandbox's stack or their own.
                if (operation == "optimize" && language is "js" or "ts" or "go" && outcome is ExecutionOutcome.Failed { ErrorType: "stack_overflow" or "memory_error" })
                    continue;
                if (outcome is ExecutionOutcome.Failed failed)
                    failed.Retryable.ShouldBeFalse($"{operation} of {content[..Math.Min(10, content.Length)]}: {failed.Message}");
                else
                    outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_name_of_a_sample_can_be_asked_for(string language)
    {
        var file = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples")).Single(name => Path.GetExtension(name) == $".{language}");
        var content = await File.ReadAllTextAsync(file);
        var names = System.Text.RegularExpressions.Regex.Matches(content, @"\b[a-z_][A-Za-z0-9_]{3,}\b").Select(match => match.Value).Distinct().Take(60).ToList();
        var renamed = 0;
        foreach (var symbol in names)
        {
            var payload = new { language, content, symbol, newName = "quiteNewName" };
            if (wasm.Judge("refactor", payload).Count > 0)
                continue; // a keyword is no symbol
            var outcome = await wasm.ExecuteAsync("refactor", payload);
            if (outcome is ExecutionOutcome.Failed failed)
            {
                failed.ErrorType.ShouldBeOneOf("symbol_not_found", "ambiguous_symbol", "cannot_rename");
                continue;
            }

            // Renamed and renamed back is what it was, unless a shorthand was spelled out or an import got an alias.
            renamed++;
            var after = System.Text.Json.JsonElement.Parse(outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>().Result.Span);
            var text = after.GetProperty("content").GetString()!;
            after.GetProperty("syntaxErrors").GetInt32().ShouldBe(0);
            text.ShouldContain("quiteNewName");
            if (!text.Contains($"{symbol}: quiteNewName") && !text.Contains($"quiteNewName: {symbol}") && !text.Contains($"{symbol} as quiteNewName") && !text.Contains($"quiteNewName as {symbol}"))
                text.Replace("quiteNewName", symbol).ShouldBe(content);
        }

        renamed.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_megabyte_is_renamed_and_judged()
    {
        var content = new StringBuilder("let total = 0;\n");
        while (content.Length < 700_000)
            content.Append("function f() { const a = total; { let total = a; use(total); } return total; }\n");

        var result = await wasm.ResultAsync("refactor", new { language = "js", content = content.ToString(), symbol = "total", newName = "sum" });

        result.GetProperty("edits").GetInt32().ShouldBe(content.ToString().Split("function").Length * 2 - 1);
        result.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        result.GetProperty("positions").GetArrayLength().ShouldBe(1000);
    }

    private static IEnumerable<(string Operation, object Payload)> Tasks(string language, string content)
    {
        yield return ("refactor", new { language, content, symbol = "a", newName = "b" });
        yield return ("refactor", new { language, content, symbol = "a", newName = "b", position = new { line = 1, column = 9 } });
        yield return ("optimize", new { language, content });
        yield return ("edit", new { language, content, edits = new[] { new { op = "insertAfter", name = "a", text = "x" } } });
        yield return ("edit", new { language, content, edits = new[] { new { op = "replace", position = new { line = 1, column = 1 }, text = "" } } });
    }
}
