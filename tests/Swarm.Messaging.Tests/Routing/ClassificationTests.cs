using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Tests.Routing;

public sealed class ClassificationTests
{
    /// <summary>File group, then complexity by operation and lines as the table has them: other and heavy, each with 50, 51 to 100, more.</summary>
    private static readonly (string?[] Files, string[] Cells)[] Table =
    [
        ([null], ["simple", "medium", "medium", "medium", "complex", "critical"]),
        (["a.js", "a.py", "a.go", "a.xyz", "noextension"], ["medium", "medium", "complex", "complex", "critical", "critical"]),
        (["a.ts", "a.tsx", "a.java", "a.c"], ["medium", "complex", "critical", "critical", "critical", "critical"]),
        (["a.rs", "a.cpp"], ["complex", "critical", "critical", "critical", "critical", "critical"]),
    ];

    public static TheoryData<string?, string, int, string> Complexities
    {
        get
        {
            var data = new TheoryData<string?, string, int, string>();
            foreach (var (files, cells) in Table)
            {
                foreach (var file in files)
                {
                    foreach (var (operations, first) in new[] { (new[] { "create", "edit", "test", "analyze", "dance" }, 0), (["refactor", "optimize"], 3) })
                    {
                        foreach (var operation in operations)
                        {
                            foreach (var (lines, column) in new[] { (0, 0), (1, 0), (50, 0), (51, 1), (100, 1), (101, 2), (5_000, 2) })
                                data.Add(file, operation, lines, cells[first + column]);
                        }
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Complexities))]
    public void Complexity_comes_from_file_operation_and_lines(string? file, string operation, int lines, string complexity)
    {
        var task = Classify(file, operation, lines, 10);

        task.Complexity.ShouldBe(complexity);
        task.EstimatedDurationMs.ShouldBe(complexity switch { "simple" => 5_000, "medium" => 15_000, "complex" => 60_000, _ => 180_000 });
    }

    [Theory]
    [InlineData("a.rs", "create", "low", "high", true)]
    [InlineData("a.cpp", "unknown", "low", "high", true)]
    [InlineData("a.c", "analyze", "low", "high", true)]
    [InlineData("a.rs", "refactor", "high", "high", true)]
    [InlineData("a.c", "optimize", "high", "high", true)]
    [InlineData("a.js", "create", "low", "low", false)]
    [InlineData("a.xyz", "test", "low", "low", false)]
    [InlineData(null, "edit", "low", "low", false)]
    [InlineData("a.java", "refactor", "high", "medium", false)]
    [InlineData("a.go", "optimize", "high", "medium", false)]
    [InlineData("a.xyz", "optimize", "high", "medium", false)]
    public void Resources_come_from_file_and_operation(string? file, string operation, string memory, string cpu, bool wasm) =>
        Classify(file, operation, 1, 10).ResourceRequirements.ShouldBe(new ResourceRequirements(memory, cpu, wasm));

    [Theory]
    [InlineData(0, 5, 6, 7, 8)]
    [InlineData(5, 4, 5, 6, 7)]
    [InlineData(10, 3, 4, 5, 6)]
    [InlineData(50, 2, 3, 4, 5)]
    public void The_score_adds_priority_and_complexity(int rank, int simple, int medium, int complex, int critical)
    {
        Classify(null, "create", 1, rank).RoutingScore.ShouldBe(simple);
        Classify("a.js", "create", 1, rank).RoutingScore.ShouldBe(medium);
        Classify("a.js", "refactor", 1, rank).RoutingScore.ShouldBe(complex);
        Classify("a.ts", "optimize", 1, rank).RoutingScore.ShouldBe(critical);
    }

    [Theory]
    [InlineData("a.js", "create", 1, "js", "medium", 6)]
    [InlineData("a.js", "refactor", 1, "js", "complex", 7)]
    [InlineData("a.ts", "edit", 60, "ts", "complex", 7)]
    [InlineData("a.go", "test", 120, "go", "complex", 7)]
    [InlineData("a.ts", "optimize", 1, "ts", "critical", 8)]
    [InlineData(null, "refactor", 101, "unknown", "critical", 8)]
    [InlineData("a.rs", "create", 1, "rs", "complex", 9)]
    [InlineData("a.rs", "optimize", 1, "rs", "critical", 10)]
    [InlineData("a.cpp", "analyze", 51, "cpp", "critical", 10)]
    [InlineData("a.xyz", "edit", 1, "unknown", "medium", 6)]
    [InlineData(null, "create", 1, "unknown", "simple", 5)]
    public void The_acceptance_rows_hold(string? file, string operation, int lines, string type, string complexity, int score)
    {
        var task = Classify(file, operation, lines, 0);

        (task.FileType, task.Complexity, task.RoutingScore, task.Priority).ShouldBe((type, complexity, score, "urgent"));
        if (complexity == "medium")
            task.EstimatedDurationMs.ShouldBe(15_000);
        if (file == "a.rs")
            task.ResourceRequirements.ShouldSatisfyAllConditions(r => r.Wasm.ShouldBeTrue(), r => r.Cpu.ShouldBe("high"), r => r.Memory.ShouldBe(operation == "optimize" ? "high" : "low"));
    }

    [Theory]
    [InlineData("""{"filePath":"dir.rs/A.HPP"}""", "cpp")]
    [InlineData("""{"filePath":"dir.rs/readme"}""", "unknown")]
    [InlineData("""{"filePath":"a.tar.gz"}""", "unknown")]
    [InlineData("""{"filePath":"c:\\src\\Main.JAVA"}""", "java")]
    [InlineData("""{"filePath":"a.tsx"}""", "tsx")]
    [InlineData("""{"filePath":"a.txt","language":"Rust"}""", "rs")]
    [InlineData("""{"language":"cobol"}""", "unknown")]
    [InlineData("""{"filePath":7}""", "unknown")]
    [InlineData("""{"filePath":"\ud800.rs"}""", "unknown")]
    [InlineData("[]", "unknown")]
    [InlineData("null", "unknown")]
    public void The_file_type_is_that_of_the_name_or_the_language(string payload, string type) =>
        CodeClassifier.Classify(CodeTask.Of("edit", JsonElement.Parse(payload), 10)).FileType.ShouldBe(type);

    [Theory]
    [InlineData("\"\"", 0)]
    [InlineData("\"a\"", 1)]
    [InlineData("\"a\\n\"", 1)]
    [InlineData("\"a\\nb\"", 2)]
    [InlineData("\"a\\r\\nb\\r\\n\"", 2)]
    [InlineData("\"\\n\\n\"", 2)]
    [InlineData("\"a\\u000Ab\\u000a\"", 2)]
    [InlineData("\"a\\\\nb\"", 1)]
    [InlineData("\"a\\\\\\nb\"", 2)]
    [InlineData("\"a\\u005cn\"", 1)]
    [InlineData("7", 0)]
    public void Lines_are_counted_in_the_payload_as_it_stands(string text, int lines) => ContentLines.Count(JsonElement.Parse(text)).ShouldBe(lines);

    private static TaskClassification Classify(string? file, string operation, int lines, int rank) => CodeClassifier.Classify(CodeTask.Of(
        operation, JsonSerializer.SerializeToElement(new { filePath = file, content = string.Join('\n', Enumerable.Repeat("x", lines)) }), rank));
}
