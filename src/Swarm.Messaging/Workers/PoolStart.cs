namespace Swarm.Messaging.Workers;

/// <summary>When a host starts its worker processes.</summary>
public enum PoolStart
{
    /// <summary>With the first task for them: a host that never gets one pays nothing.</summary>
    FirstTask,

    /// <summary>With the host, so that the first task finds them warm.</summary>
    Host,
}
