namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Where a worker stands.</summary>
internal enum NodeWorkerState
{
    /// <summary>It was added and has not begun to live yet: it gets nothing.</summary>
    Starting,

    /// <summary>It has nothing to do, and had something within the last minute.</summary>
    Healthy,

    /// <summary>It has had nothing to do for a minute: if there are more than the least, it may leave.</summary>
    Idle,

    /// <summary>It runs one node or more.</summary>
    Busy,

    /// <summary>It failed too often, a node of its does not end, or the process is above a limit: it gets something only while nobody better has room.</summary>
    Unhealthy,

    /// <summary>It leaves, and gets nothing.</summary>
    Stopping,

    /// <summary>It broke; its nodes go back, and another takes its place.</summary>
    Crashed,
}
