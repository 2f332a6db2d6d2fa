namespace Swarm.Messaging.Routing;

/// <summary>Which of the suitable targets gets the next attempt.</summary>
public enum RoutingStrategy
{
    /// <summary>Lowest load / slots, ties to the earliest.</summary>
    LeastConnections,

    /// <summary>Smooth weighted round robin, each weighing its free share.</summary>
    WeightedRoundRobin,

    /// <summary>Up to 40 points for free slots, 30 for short response times, 30 for the file type being a speciality.</summary>
    ResourceBased,
}
