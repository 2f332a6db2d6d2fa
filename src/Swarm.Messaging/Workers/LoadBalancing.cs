namespace Swarm.Messaging.Workers;

/// <summary>Which of the workers that could take a task gets it.</summary>
public enum LoadBalancing
{
    /// <summary>The one whose process has executed the fewest tasks; ties: the lowest slot.</summary>
    LeastLoaded,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>Those that declare the task's type come first, the least loaded among them; when no live worker declares it, any.</summary>
    CapabilityBased,
}
