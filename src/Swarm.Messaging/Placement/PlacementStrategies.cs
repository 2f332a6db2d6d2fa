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

    /// <summary>What a target says of itself and what became of its work, and how healthy and free its sessions are, at most 125. See <see cref="TargetRating"/>.</summary>
    public const string SessionAware = "session-aware";

    /// <summary>The same without sessions, at most 100.</summary>
    public const string CapabilityBased = "capability-based";

    /// <summary>Lowest workload, as the target says it and with our attempts.</summary>
    public const string LeastLoaded = "least-loaded";

    /// <summary>Smooth round robin of equal weights: plain rotation.</summary>
    public const string RoundRobin = "round-robin";

    /// <summary>Those that go by what placement itself knows; routing ranks code targets by them too.</summary>
    public static IReadOnlyList<string> OfCode { get; } = [LeastConnections, WeightedRoundRobin, ResourceBased];

    public static IReadOnlyList<string> All { get; } = [.. OfCode, SessionAware, CapabilityBased, LeastLoaded, RoundRobin];

    /// <summary>Those that a kind may have.</summary>
    public static IReadOnlyList<string> Of(string kind) => kind == "code" ? OfCode : All;

    /// <summary>Those that compare what targets say of themselves.</summary>
    public static bool IsRated(string strategy) => strategy is SessionAware or CapabilityBased or LeastLoaded;
}
