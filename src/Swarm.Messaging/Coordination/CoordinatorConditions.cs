using Swarm.Messaging.Alerts;

namespace Swarm.Messaging.Coordination;

/// <summary>When stuck tasks and a host's pool are worth an alert. Pure.</summary>
internal static class CoordinatorConditions
{
    /// <summary>Above it a pool would grow; below it a pool of the greatest size has room.</summary>
    private const double Busy = 0.8;

    public static Condition OfStuck(OverdueTask task, TimeSpan limit) => new(
        AlertNames.TaskStuck, "critical", task.TaskId, Math.Round(task.Running.TotalSeconds, 1), limit.TotalSeconds, Begins: true, Ends: false,
        "It is cancelled and counted as failed. swarm task shows where it ran; if such tasks are right, raise Coordinator:TaskTimeout.");

    public static IEnumerable<Condition> OfPool(PoolLevel pool)
    {
        yield return new(
            AlertNames.PoolAtMax, "warning", pool.HostId, pool.Size, pool.Max,
            Begins: pool.Size >= pool.Max && pool.Utilization > Busy, Ends: pool.Size < pool.Max || pool.Utilization <= Busy,
            "The pool cannot grow and its slots are used: tasks wait. Add hosts, or raise the pool's maximum.");
        yield return new(
            AlertNames.ScalingFailed, "critical", pool.HostId, pool.Size, pool.Max, pool.LastScalingFailure is not null, pool.LastScalingFailure is null,
            $"The last scaling action failed: {pool.LastScalingFailure ?? "no"}. It is tried again at the next check; the host's log has the cause.");
    }
}
