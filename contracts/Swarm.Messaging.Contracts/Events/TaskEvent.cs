using System.Text.Json.Serialization;

namespace Swarm.Messaging.Contracts.Events;

/// <summary>
/// Something that happened to a task. At least once, and each commit's events leave by themselves, so those of a short task may overtake one
/// another: task id and version together name it, a listener drops repeats by them, and the greater version is the later.
/// As a single message it is plain JSON on the topic exchange <c>swarm.events</c> with the key <c>{event}.{client}</c>,
/// e.g. <c>task.completed.acme</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(TaskAccepted), "task.accepted")]
[JsonDerivedType(typeof(TaskQueued), "task.queued")]
[JsonDerivedType(typeof(TaskPlaced), "task.placed")]
[JsonDerivedType(typeof(TaskParked), "task.parked")]
[JsonDerivedType(typeof(TaskStarted), "task.started")]
[JsonDerivedType(typeof(TaskProgressed), "task.progressed")]
[JsonDerivedType(typeof(TaskCompleted), "task.completed")]
[JsonDerivedType(typeof(TaskRetryScheduled), "task.retry-scheduled")]
[JsonDerivedType(typeof(TaskRerouted), "task.rerouted")]
[JsonDerivedType(typeof(TaskDeadLettered), "task.dead-lettered")]
[JsonDerivedType(typeof(TaskCancelled), "task.cancelled")]
public abstract record TaskEvent
{
    public int SchemaVersion { get; init; } = 1;

    public string TaskId { get; init; } = "";

    public string Client { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Operation { get; init; } = "";

    /// <summary>The saga version whose commit made it; 0 for progress, which commits nothing.</summary>
    public long Version { get; init; }

    /// <summary>The executing or coming attempt; 1 for the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Clock of the host that made the commit.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The <c>event</c> name of a concrete event, e.g. <c>task.completed</c>.</summary>
    [JsonIgnore]
    public string Name => TaskEventNames.Of(this);
}
