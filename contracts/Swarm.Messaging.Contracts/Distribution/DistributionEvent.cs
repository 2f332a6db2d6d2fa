using System.Text.Json.Serialization;

namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// Something that happened to a CRM task, a batch or a browser session. At least once; a repeat has the same <see cref="Id"/>. As a single
/// message it is plain JSON on the topic exchange <c>swarm.events</c> with the key <c>{event}.{clientId}</c>, e.g. <c>batch:completed.acme</c>;
/// many in one message are <see cref="DistributionEvents"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(CrmTaskQueued), "task:queued")]
[JsonDerivedType(typeof(CrmTaskBatched), "task:batched")]
[JsonDerivedType(typeof(CrmTaskAssigned), "task:assigned")]
[JsonDerivedType(typeof(CrmTaskCompleted), "task:completed")]
[JsonDerivedType(typeof(CrmTaskFailed), "task:failed")]
[JsonDerivedType(typeof(CrmRetryScheduled), "task:retry_scheduled")]
[JsonDerivedType(typeof(CrmTaskRetrying), "task:retrying")]
[JsonDerivedType(typeof(BatchProcessed), "batch:processed")]
[JsonDerivedType(typeof(BatchResultConsolidated), "batch:result_consolidated")]
[JsonDerivedType(typeof(BatchCompleted), "batch:completed")]
[JsonDerivedType(typeof(BrowserSessionRegistered), "session:registered")]
[JsonDerivedType(typeof(BrowserSessionReleased), "session:released")]
[JsonDerivedType(typeof(BrowserSessionCleaned), "session:cleaned")]
public abstract record DistributionEvent
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Names the event: what comes again has the same.</summary>
    public string Id { get; init; } = "";

    /// <summary>Absent for what belongs to no client.</summary>
    public string? ClientId { get; init; }

    /// <summary>Clock of the host that made it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The <c>event</c> name of a concrete event, e.g. <c>task:queued</c>.</summary>
    [JsonIgnore]
    public string Name => DistributionEventNames.Of(this);
}
