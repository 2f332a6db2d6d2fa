namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>The names events carry in <c>event</c> and, followed by the swarm, as routing key.</summary>
public static class SwarmEventNames
{
    public static string Of(SwarmEvent e) => e switch
    {
        SwarmRegistered => "swarm_registered",
        SwarmUpdated => "swarm_updated",
        SwarmDeregistered => "swarm_deregistered",
        SwarmHealthIssue => "swarm_health_issue",
        StateSaved => "state_saved",
        StateUpdated => "state_updated",
        StateRestored => "state_restored",
        StateDeleted => "state_deleted",
        SnapshotCreated => "snapshot_created",
        CheckpointCreated => "checkpoint_created",
        BlockingStateSaved => "blocking_state_saved",
        BlockingStateCleared => "blocking_state_cleared",
        SwarmRecovered => "swarm_recovered",
        RecoveryFailed => "recovery_failed",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "An event without a name."),
    };
}
