using System.Globalization;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Where a command goes, by each way.</summary>
/// <param name="Queue">Without the installation's prefix.</param>
internal sealed record SwarmRoute(string Queue, HttpMethod Method, string Path)
{
    public static SwarmRoute Register { get; } = new(SwarmNames.RegisterSwarm, HttpMethod.Post, "api/swarms");

    public static SwarmRoute Send { get; } = new(SwarmNames.SendSwarmMessage, HttpMethod.Post, "api/swarm-messages");

    public static SwarmRoute Broadcast { get; } = new(SwarmNames.BroadcastSwarmMessage, HttpMethod.Post, "api/swarm-messages/broadcasts");

    public static SwarmRoute Distribute { get; } = new(SwarmNames.DistributeSwarmTask, HttpMethod.Post, "api/swarm-tasks");

    public static SwarmRoute Resolve { get; } = new(SwarmNames.ResolveConflict, HttpMethod.Post, "api/conflicts");

    public static SwarmRoute Discover { get; } = new(SwarmNames.DiscoverInterruptedSwarms, HttpMethod.Get, "api/swarm-recoveries");

    public static SwarmRoute RecoverAll { get; } = new(SwarmNames.RecoverInterruptedSwarms, HttpMethod.Post, "api/swarm-recoveries");

    public static SwarmRoute Sync(string host) => new(SwarmNames.SyncSwarmHost, HttpMethod.Post, $"api/swarm-hosts/{Segment(host)}/sync");

    public static SwarmRoute Leave(string host) => new(SwarmNames.LeaveSwarmHost, HttpMethod.Delete, $"api/swarm-hosts/{Segment(host)}");

    public static SwarmRoute Get(string swarm) => new(SwarmNames.GetSwarm, HttpMethod.Get, $"api/swarms/{Segment(swarm)}?fresh=true");

    public static SwarmRoute List(ListSwarms filter) => new(SwarmNames.ListSwarms, HttpMethod.Get, With(
        "api/swarms", ("status", filter.Status), ("objective", filter.Objective), ("strategy", filter.Strategy), ("mode", filter.Mode), ("phase", filter.Phase), ("limit", Text(filter.Limit))));

    public static SwarmRoute History(GetSwarmMessages get) =>
        new(SwarmNames.GetSwarmMessages, HttpMethod.Get, With($"api/swarm-messages/history/{Segment(get.Channel ?? "")}", ("limit", Text(get.Limit))));

    public static SwarmRoute Task(string task) => new(SwarmNames.GetSwarmTask, HttpMethod.Get, $"api/swarm-tasks/{Segment(task)}");

    public static SwarmRoute Status(string area) => new(SwarmNames.GetStatus, HttpMethod.Get, $"api/status/{Segment(area)}");

    public static SwarmRoute Allocate(string type) => new(SwarmNames.AllocateResource, HttpMethod.Post, $"api/resources/{Segment(type)}/allocations");

    public static SwarmRoute Release(string type) => new(SwarmNames.ReleaseResource, HttpMethod.Post, $"api/resources/{Segment(type)}/releases");

    public static SwarmRoute Change(string swarm) => Of(SwarmNames.UpdateSwarmState, swarm, "/changes");

    public static SwarmRoute Recover(string swarm) => Of(SwarmNames.RecoverSwarm, swarm, "/recover");

    public static SwarmRoute Latest(string swarm) => new(SwarmNames.GetSwarmCheckpoint, HttpMethod.Get, $"api/swarms/{Segment(swarm)}/checkpoints/latest");

    public static SwarmRoute Update(string swarm) => Of(SwarmNames.UpdateSwarm, swarm, "");

    public static SwarmRoute Save(string swarm) => Of(SwarmNames.SaveSwarmState, swarm, "/state");

    public static SwarmRoute Snapshot(string swarm) => Of(SwarmNames.SnapshotSwarm, swarm, "/snapshots");

    public static SwarmRoute Restore(string swarm) => Of(SwarmNames.RestoreSwarm, swarm, "/restore");

    public static SwarmRoute Checkpoint(string swarm) => Of(SwarmNames.CheckpointSwarm, swarm, "/checkpoints");

    public static SwarmRoute Waits(string swarm) => new(SwarmNames.ListBlockingStates, HttpMethod.Get, $"api/swarms/{Segment(swarm)}/blocking-states");

    public static SwarmRoute Wait(string swarm, string coordinator) => Of(SwarmNames.SaveBlockingState, swarm, $"/blocking-states/{Segment(coordinator)}");

    public static SwarmRoute ClearWait(string swarm, string coordinator) => Wait(swarm, coordinator) with { Queue = SwarmNames.ClearBlockingState, Method = HttpMethod.Delete };

    public static SwarmRoute Deregister(string swarm) => new(SwarmNames.DeregisterSwarm, HttpMethod.Delete, $"api/swarms/{Segment(swarm)}");

    private static SwarmRoute Of(string queue, string swarm, string verb) => new(queue, HttpMethod.Post, $"api/swarms/{Segment(swarm)}{verb}");

    private static string With(string path, params (string Name, string? Value)[] query)
    {
        var given = query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Segment(q.Value!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Segment(string text) => Uri.EscapeDataString(text);
}
