using System.Text.Json.Serialization;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Something that happened to a swarm. At least once; a repeat has the same <see cref="Id"/>. As a single message it is plain JSON on the topic
/// exchange <c>swarm.events</c> with the key <c>{event}.{swarmId}</c>, e.g. <c>swarm_updated.builders</c>, and a notification on the channel
/// <c>swarm:events</c>; many in one message are <see cref="SwarmEvents"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(SwarmRegistered), "swarm_registered")]
[JsonDerivedType(typeof(SwarmUpdated), "swarm_updated")]
[JsonDerivedType(typeof(SwarmDeregistered), "swarm_deregistered")]
[JsonDerivedType(typeof(SwarmHealthIssue), "swarm_health_issue")]
[JsonDerivedType(typeof(StateSaved), "state_saved")]
[JsonDerivedType(typeof(StateUpdated), "state_updated")]
[JsonDerivedType(typeof(StateRestored), "state_restored")]
[JsonDerivedType(typeof(StateDeleted), "state_deleted")]
[JsonDerivedType(typeof(SnapshotCreated), "snapshot_created")]
[JsonDerivedType(typeof(CheckpointCreated), "checkpoint_created")]
[JsonDerivedType(typeof(BlockingStateSaved), "blocking_state_saved")]
[JsonDerivedType(typeof(BlockingStateCleared), "blocking_state_cleared")]
[JsonDerivedType(typeof(SwarmRecovered), "swarm_recovered")]
[JsonDerivedType(typeof(RecoveryFailed), "recovery_failed")]
public abstract record SwarmEvent
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Names the event: what comes again has the same.</summary>
    public string Id { get; init; } = "";

    public string SwarmId { get; init; } = "";

    /// <summary>The store's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The <c>event</c> name of a concrete event, e.g. <c>swarm_updated</c>.</summary>
    [JsonIgnore]
    public string Name => SwarmEventNames.Of(this);
}
