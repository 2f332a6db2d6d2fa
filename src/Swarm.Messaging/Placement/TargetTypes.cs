namespace Swarm.Messaging.Placement;

/// <summary>What a target is; every type but pool is some sort of agent.</summary>
public static class TargetTypes
{
    /// <summary>A pool of this product's own hosts.</summary>
    public const string Pool = "pool";

    /// <summary>A process of whoever registered it.</summary>
    public const string Agent = "agent";
}
