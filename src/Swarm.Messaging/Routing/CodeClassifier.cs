using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Routing;

/// <summary>How heavy a code task is, and where it belongs. Pure; every number is one of the classification tables.</summary>
internal static class CodeClassifier
{
    private const int ManyLines = 100;
    private const int SomeLines = 50;

    public static TaskClassification Classify(in CodeTask task)
    {
        var type = task.FileType ?? FileTypes.Unknown;
        var heavy = OperationTypes.IsHeavy(task.OperationType);
        var complexity = ComplexityOf(FileWeight(task.FileType) + (heavy ? 2 : 0) + LineWeight(task.Lines));
        // Languages that are compiled to the machine gain most from WebAssembly; it says where they belong, not where they may run.
        var wasm = type is "rs" or "cpp" or "c";
        var priority = PriorityOf(task.Rank);
        return new TaskClassification
        {
            FileType = type,
            OperationType = task.OperationType,
            Complexity = complexity,
            Priority = priority,
            EstimatedDurationMs = DurationOf(complexity),
            ResourceRequirements = new(heavy ? "high" : "low", wasm ? "high" : heavy ? "medium" : "low", wasm),
            RoutingScore = ScoreOf(priority) + ScoreOf(complexity) + (wasm ? 2 : 0),
        };
    }

    private static int FileWeight(string? type) => type switch
    {
        null => 0,
        "rs" or "cpp" => 3,
        "c" or "java" or "ts" or "tsx" => 2,
        _ => 1,
    };

    private static int LineWeight(int lines) => lines > ManyLines ? 2 : lines > SomeLines ? 1 : 0;

    private static string ComplexityOf(int weight) => weight switch
    {
        >= 4 => "critical",
        3 => "complex",
        1 or 2 => "medium",
        _ => "simple",
    };

    private static long DurationOf(string complexity) => complexity switch
    {
        "critical" => 180_000,
        "complex" => 60_000,
        "medium" => 15_000,
        _ => 5_000,
    };

    /// <summary>Routing's own scale has no name below low.</summary>
    private static string PriorityOf(int rank) => rank switch
    {
        0 => "urgent",
        <= 5 => "high",
        <= 10 => "normal",
        _ => "low",
    };

    private static int ScoreOf(string name) => name switch
    {
        "urgent" or "critical" => 4,
        "high" or "complex" => 3,
        "low" or "simple" => 1,
        _ => 2,
    };
}
