using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>Every target of the operation is as good as any other, and a failed execution is repeated as the retry policy says.</summary>
internal sealed class RetryTaskPolicy(string kind, OperationCatalog operations) : ITaskPolicy
{
    public string Kind => kind;

    public IReadOnlyList<Violation> Judge(string? operation, JsonElement? payload) => operations.Judge(kind, operation, payload);

    public TaskCourse? Begin(SubmitTask command, int rank, List<string> warnings, string? batchId = null) => null;

    public TaskCourse? Restart(TaskCourse? course) => course;

    public FailureDecision After(FailedExecution failed) => failed.Refused
        ? new FailureDecision.GiveUp(DeadLetterReasons.RejectedByTarget)
        : FailureDecision.After(failed);

    public TaskCourse? Reconsider(TaskCourse course, Requirements needs) => null;
}
