namespace Swarm.Messaging.Wasm;

/// <summary>Events on the channel <c>swarm:phase-5:wasm-status</c>.</summary>
internal static class PoolEventNames
{
    /// <summary>requestId, queuePosition, fileType, rank</summary>
    public const string Queued = "instance_queued";

    /// <summary>instanceId, success (null: stopped from outside), executionTime in ms, currentTasks</summary>
    public const string Released = "instance_released";

    /// <summary>instanceId, incarnation, poolSize</summary>
    public const string Initialized = "instance_initialized";

    /// <summary>instanceId, reason, poolSize</summary>
    public const string Removed = "instance_removed";

    /// <summary>requestId, instanceId, waited in ms</summary>
    public const string Dequeued = "request_dequeued";

    /// <summary>instanceId, reason</summary>
    public const string Unhealthy = "instance_unhealthy";

    /// <summary>instanceId</summary>
    public const string Recovered = "instance_recovered";

    /// <summary>instanceId, action (restart, clear_memory, clear_cache, reconnect), incarnation</summary>
    public const string Reset = "instance_reset";

    /// <summary>instanceId, poolSize, utilization</summary>
    public const string ScaledUp = "pool_scaled_up";

    /// <summary>instanceId, poolSize, utilization</summary>
    public const string ScaledDown = "pool_scaled_down";

    /// <summary>utilization, poolSize, usedSlots, totalSlots, pendingRequests</summary>
    public const string Utilization = "utilization_update";
}
