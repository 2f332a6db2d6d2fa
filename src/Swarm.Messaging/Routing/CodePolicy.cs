using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Routing;

/// <summary>
/// The way of a code task: to whoever declares its pair of file type and operation; after a failure in WebAssembly through the recovery
/// ladder and then to agents; from a failing agent to the next.
/// </summary>
internal sealed class CodePolicy(
    OperationCatalog operations, IEnumerable<ICodePairs> pairs, IRecoveryLadder ladder, RoutingBoard board, IOptions<RoutingOptions> options) : ITaskPolicy
{
    private static readonly string[] Texts = ["filePath", "language", "content"];

    public string Kind => CodeRequirements.Kind;

    /// <summary>What a module declares is judged as that module would; of what none does, agents know the rules.</summary>
    public IReadOnlyList<Violation> Judge(string? operation, JsonElement? payload)
    {
        if (operation is null)
            return [new("operation", null, "A code task must have type or operation.")];
        if (operation.Length is 0 or > 64 || !operation.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return [new("operation", PayloadRules.Cut(operation), "1 to 64 characters of A-Z a-z 0-9 . _ -", "unknown_operation")];
        var task = CodeTask.Of(operation, payload, 0);
        if (Declares(task.FileType ?? FileTypes.Unknown, task.OperationType))
            return operations.Judge(Kind, operation, payload);
        return [.. Texts.SelectMany(field => PayloadRules.Text(payload ?? default, field, TaskOptions.MaxPayloadBytes))];
    }

    public TaskCourse? Begin(SubmitTask command, int rank, List<string> warnings, string? batchId = null)
    {
        var task = CodeClassifier.Classify(CodeTask.Of(command.Operation, command.Payload, rank));
        if (!Declares(task.FileType, task.OperationType))
            warnings.Add($"agents_only: no module of this host declares {CodeRequirements.Pair(task)}, which '{PayloadRules.Cut(command.Operation ?? "")}' was taken for, so it waits for an agent that takes it.");
        return Start(new TaskCourse
        {
            Classification = task,
            Route = CodeRequirements.Pair(task),
            Phase = TaskPhases.Open,
            MemoryLimitMb = MemoryOf(command.Payload),
            WasmTimeoutMs = command.TimeoutMs ?? (long)options.Value.WasmTimeout.TotalMilliseconds,
            Why = "",
        });
    }

    public TaskCourse? Restart(TaskCourse? course) => course is null ? null : Start(new TaskCourse
    {
        Classification = course.Classification,
        Route = course.Route,
        Phase = TaskPhases.Open,
        MemoryLimitMb = course.MemoryLimitMb,
        WasmTimeoutMs = course.WasmTimeoutMs,
        Why = "",
    });

    // By the options of this moment: they can be changed at run time.
    public FailureDecision After(FailedExecution failed) => new CodeFailures(ladder, options.Value).After(failed, board.AnyServes);

    /// <summary>
    /// Whether others are left than those it failed at is asked when it fails, of what this host knows. When that was wrong, or the others have gone
    /// since, it would wait for ever: so it is asked again as long as it waits. It is the waiting task's own durable timer that asks, so
    /// nothing has to be remembered.
    /// </summary>
    public TaskCourse? Reconsider(TaskCourse course, Requirements needs) => course.Avoid.Count == 0 || board.AnyServes(needs)
        ? null
        : course with { Avoid = [], Why = "Nobody is left but where it failed, so it may go there again." };

    private static TaskCourse Start(TaskCourse course) => course with
    {
        Prefer = CodeRequirements.Prefer(course.Classification!),
        Favour = CodeRequirements.Favour(course.Classification!),
        Why = $"It is {course.Classification!.Complexity} and goes to whoever declares {course.Route}, module or agent.",
    };

    private static int MemoryOf(JsonElement? payload) =>
        PayloadRules.TryGet(payload ?? default, "memoryLimitMb", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var mb)
            ? Math.Clamp(mb, 1, RecoverySettings.LargestMemoryLimitMb)
            : RecoverySettings.DefaultMemoryLimitMb;

    private bool Declares(string fileType, string operation) => pairs.Any(p => p.Declares(fileType, operation));
}
