using Swarm.Messaging.Contracts.Bus;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Where a command goes, by each way.</summary>
/// <param name="Queue">Without the installation's prefix.</param>
internal sealed record SwarmRoute(string Queue, HttpMethod Method, string Path)
{
    public static SwarmRoute Register { get; } = new(SwarmNames.RegisterSwarm, HttpMethod.Post, "api/swarms");

    public static SwarmRoute Send { get; } = new(SwarmNames.SendSwarmMessage, HttpMethod.Post, "api/swarm-messages");

    public static SwarmRoute Broadcast { get; } = new(SwarmNames.BroadcastSwarmMessage, HttpMethod.Post, "api/swarm-messages/broadcasts");

    public static SwarmRoute Distribute { get; } = new(SwarmNames.DistributeSwarmTask, HttpMethod.Post, "api/swarm-tasks");

    public static SwarmRoute Sync(string host) => new(SwarmNames.SyncSwarmHost, HttpMethod.Post, $"api/swarm-hosts/{Segment(host)}/sync");

    public static SwarmRoute Leave(string host) => new(SwarmNames.LeaveSwarmHost, HttpMethod.Delete, $"api/swarm-hosts/{Segment(host)}");

    public static SwarmRoute Get(string swarm) => new(SwarmNames.GetSwarm, HttpMethod.Get, $"api/swarms/{Segment(swarm)}?fresh=true");

    public static SwarmRoute Update(string swarm) => Of(SwarmNames.UpdateSwarm, swarm, "");

    public static SwarmRoute Save(string swarm) => Of(SwarmNames.SaveSwarmState, swarm, "/state");

    public static SwarmRoute Snapshot(string swarm) => Of(SwarmNames.SnapshotSwarm, swarm, "/snapshots");

    public static SwarmRoute Restore(string swarm) => Of(SwarmNames.RestoreSwarm, swarm, "/restore");

    public static SwarmRoute Checkpoint(string swarm) => Of(SwarmNames.CheckpointSwarm, swarm, "/checkpoints");

    public static SwarmRoute Deregister(string swarm) => new(SwarmNames.DeregisterSwarm, HttpMethod.Delete, $"api/swarms/{Segment(swarm)}");

    private static SwarmRoute Of(string queue, string swarm, string verb) => new(queue, HttpMethod.Post, $"api/swarms/{Segment(swarm)}{verb}");

    private static string Segment(string text) => Uri.EscapeDataString(text);
}
