namespace Swarm.Messaging.Swarms.Resources;

/// <summary>Resources that swarms share.</summary>
public sealed class ResourceOptions
{
    /// <summary>How long an allocation lasts from its grant, or from its swarm's last heartbeat if that is later. 120 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How often the leader frees what has run out. 15 s.</summary>
    public TimeSpan Optimisation { get; set; } = TimeSpan.FromSeconds(15);
}
