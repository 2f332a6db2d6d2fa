using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Objectives;

/// <summary>
/// Tasks of the kind of objectives: any step is accepted whoever is there, and waits for an agent that takes it. Else an objective that comes before
/// its agents would fail for good. A failed one is repeated as its retry policy says.
/// </summary>
internal sealed partial class ObjectivePolicy(IOptions<ObjectiveOptions> options, OperationCatalog operations) : ITaskPolicy
{
    private readonly RetryTaskPolicy common = new(options.Value.Kind, operations);

    public string Kind => options.Value.Kind;

    public IReadOnlyList<Violation> Judge(string? operation, JsonElement? payload) =>
        operations.RunsHere(Kind) ? common.Judge(operation, payload)
        : operation is null ? [new("operation", null, "Required: the step, e.g. research.")]
        : Step().IsMatch(operation) ? []
        : [new("operation", PayloadRules.Cut(operation), "1 to 64 characters of a-z 0-9 . _ -", "unknown_operation")];

    public TaskCourse? Begin(SubmitTask command, int rank, List<string> warnings, string? batchId = null) => common.Begin(command, rank, warnings, batchId);

    public TaskCourse? Restart(TaskCourse? course) => common.Restart(course);

    public FailureDecision After(FailedExecution failed) => common.After(failed);

    public TaskCourse? Reconsider(TaskCourse course, Requirements needs) => common.Reconsider(course, needs);

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Step();
}
