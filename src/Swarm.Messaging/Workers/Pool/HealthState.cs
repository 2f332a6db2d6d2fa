namespace Swarm.Messaging.Workers.Pool;

/// <summary>By the age of the last heartbeat. The same value serves monitor and dispatcher.</summary>
internal enum HealthState
{
    Healthy,

    /// <summary>Gets no new work.</summary>
    Suspect,

    /// <summary>Is being replaced; there is no way back.</summary>
    Zombie,
}
