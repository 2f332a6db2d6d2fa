namespace Swarm.Messaging.Placement;

/// <summary>What a target is; every other type is some sort of agent.</summary>
public static class TargetTypes
{
    /// <summary>A pool of this product's own hosts.</summary>
    public const string Pool = "pool";
}
