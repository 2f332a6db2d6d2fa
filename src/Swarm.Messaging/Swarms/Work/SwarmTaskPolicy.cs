using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Tasks of kind <c>swarm</c>: done by agents that declare the swarm's tag. One that finds none waits for one.</summary>
internal sealed partial class SwarmTaskPolicy : ITaskPolicy
{
    public const string KindName = "swarm";

    public string Kind => KindName;

    public string MadeBy => nameof(DistributeSwarmTask);

    public IReadOnlyList<Violation> Judge(string? operation, JsonElement? payload) =>
        operation is not null && Operation().IsMatch(operation)
            ? []
            : [new("operation", operation is null ? null : PayloadRules.Cut(operation), "1 to 64 characters of a-z 0-9 . _ -", "unknown_operation")];

    public TaskCourse? Begin(SubmitTask command, int rank, List<string> warnings, string? batchId = null) => null;

    public string NoReplay(string taskId) =>
        $"The task {taskId} is an execution of the swarm's task {WorkIds.Read(taskId).TaskId}, which has ended as failed and was told to whoever wanted it: replayed, its work would be done and nobody would hear of it. "
        + "Nothing was changed. Distribute the work again under another id: swarm distribute.";

    public TaskCourse? Restart(TaskCourse? course) => course;

    public FailureDecision After(FailedExecution failed) => failed.Refused
        ? new FailureDecision.GiveUp(DeadLetterReasons.RejectedByTarget)
        : FailureDecision.After(failed.Retry, failed.Attempt, failed.Rank, failed.Error, failed.Random);

    public TaskCourse? Reconsider(TaskCourse course, Requirements needs) => null;

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Operation();
}
