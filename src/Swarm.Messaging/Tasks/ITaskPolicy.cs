using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// How tasks of a kind find targets, and what follows when an execution fails. Data in, data out: the saga stores the course that is
/// decided on, so whoever decides next may be another host. Kinds without a policy of their own have <see cref="RetryTaskPolicy"/>.
/// </summary>
internal interface ITaskPolicy
{
    string Kind { get; }

    /// <summary>The command of which tasks of this kind are made, when callers cannot submit them themselves. Null: they can.</summary>
    string? MadeBy => null;

    /// <summary>What is wrong with operation and payload; empty when the task can be accepted.</summary>
    IReadOnlyList<Violation> Judge(string? operation, System.Text.Json.JsonElement? payload);

    /// <summary>Where an acceptable task begins; null for a kind whose operation says all that targets must know.</summary>
    /// <param name="warnings">Takes what the caller should know although it is no reason to refuse.</param>
    /// <param name="batchId">The batch that it is the one task of; null: it is a task by itself.</param>
    TaskCourse? Begin(SubmitTask command, int rank, List<string> warnings, string? batchId = null);

    /// <summary>Where a replay begins.</summary>
    TaskCourse? Restart(TaskCourse? course);

    /// <summary>Tasks that one of this kind was executed for, all together: when it has failed they go on by themselves, so to replay it is to replay those of them that are dead letters.</summary>
    /// <param name="batchId">Of the task.</param>
    /// <returns>Null: it stands for itself.</returns>
    IReadOnlyList<string>? Parts(string taskId, string? batchId, System.Text.Json.JsonElement? payload) => null;

    /// <summary>The task that those of a batch may be executed as, all together.</summary>
    /// <returns>Null: each is executed by itself.</returns>
    string? Whole(string batchId) => null;

    /// <summary>Why a dead letter of this kind is not replayed, and what to do instead, as a sentence. Null: it may be.</summary>
    string? NoReplay(string taskId) => null;

    FailureDecision After(FailedExecution failed);

    /// <summary>Asked now and then while a task waits for a slot: the course it waits with from now on, or null when that stays.</summary>
    TaskCourse? Reconsider(TaskCourse course, Requirements needs);
}
