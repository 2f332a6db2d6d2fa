namespace Swarm.Messaging.Placement;

/// <summary>How a target is chosen among those that are free. Names as settings have them.</summary>
public static class PlacementStrategies
{
    /// <summary>Lowest used / slots.</summary>
    public const string LeastConnections = "least-connections";

    /// <summary>Smooth weighted round robin, weight = free slots / slots.</summary>
    public const string WeightedRoundRobin = "weighted-round-robin";

    /// <summary>Free slots, response time and specialisation together, at most 100.</summary>
    public const string ResourceBased = "resource-based";

    public static IReadOnlyList<string> All { get; } = [LeastConnections, WeightedRoundRobin, ResourceBased];
}
