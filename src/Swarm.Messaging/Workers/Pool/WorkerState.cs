namespace Swarm.Messaging.Workers.Pool;

/// <summary>Where a slot stands.</summary>
internal enum WorkerState
{
    /// <summary>Its process starts, or waits for the end of a cool-down. Left by worker-ready; 10 s after the start the process is killed.</summary>
    Initializing,

    /// <summary>Waits for work, and gets it if healthy.</summary>
    Ready,

    /// <summary>Runs its one task.</summary>
    Busy,

    /// <summary>Leaves after its task: scaled down, recycled, or the pool stops.</summary>
    ShuttingDown,

    /// <summary>Its restart budget is spent. Left by an operator's reset.</summary>
    Error,
}
