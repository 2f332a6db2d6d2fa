namespace Swarm.Messaging.Execution;

/// <summary>
/// An executor with places of its own, whose number changes while it runs: the target follows. It counts the execution's timeout itself,
/// from <see cref="TaskExecution.Begun"/>: waiting for a place is no execution.
/// </summary>
public interface IPooledExecutor : ITaskExecutor
{
    /// <summary>False: this host accepts such tasks and runs none of them.</summary>
    bool Offered { get; }

    /// <summary>Places to offer to placement; 0 draws the target back until there are some again.</summary>
    int Slots { get; }

    /// <summary>How many executions may be inside at this moment: at most <see cref="Slots"/>, fewer while a place is being mended.</summary>
    int Capacity { get; }

    /// <summary>One of the two numbers has changed.</summary>
    event Action? Changed;
}
