using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>How task sagas are stored, and which of their timers raises what.</summary>
internal sealed class TaskDefinition(IOptions<TaskOptions> options) : SagaDefinition<TaskSaga>
{
    public const string TypeName = "task";

    public override string Type => TypeName;

    /// <summary>
    /// 2 since tasks have a course, 3 since they may be for a workflow's node, 4 since they may be held back or come in a batch. Older documents
    /// have none of it and need no change: their tasks go on as they began.
    /// </summary>
    public override int SchemaVersion => 4;

    protected override JsonTypeInfo<TaskSaga> Json => TaskJson.Default.TaskSaga;

    public override TaskSaga Create(string id) => new() { Id = id, CorrelationId = TaskIds.Correlation(id), CurrentState = "Initial" };

    public override TimeSpan? Retention(string state) => state switch
    {
        TaskStates.DeadLettered => options.Value.DeadLetterRetention,
        TaskStates.Completed or TaskStates.Cancelled => options.Value.Retention,
        _ => null,
    };

    public override bool Creates(object sagaEvent) => sagaEvent is TaskSubmission or TaskWithheld;

    public override string? IdOf(object message) => TaskIds.Of(message);

    public override object EventOf(DueTimer timer) => timer.Name switch
    {
        TaskTimers.Ask => new AskDue(),
        TaskTimers.Retry => new RetryDue(),
        TaskTimers.Timeout => new ExecutionTimeoutDue(),
        TaskTimers.Deadline => new DeadlineDue(),
        _ => throw new InvalidOperationException($"A task has no timer named {timer.Name}."),
    };
}
