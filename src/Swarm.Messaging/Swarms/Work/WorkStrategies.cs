namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// How the leader chooses among active swarms. Under each, swarms that have all required capabilities come first: only if none has them, all
/// remain. "First" is the newest.
/// </summary>
internal static class WorkStrategies
{
    /// <summary>Fewest open tasks; of equal ones the first.</summary>
    public const string LeastLoaded = "least_loaded";

    /// <summary>One after the other, wherever the last one was chosen.</summary>
    public const string RoundRobin = "round_robin";

    /// <summary>The first of the task's priority, else as least_loaded.</summary>
    public const string Priority = "priority";

    /// <summary>The first that has all required capabilities; as least_loaded when none are required or none has them.</summary>
    public const string Capability = "capability";

    public static IReadOnlyList<string> All { get; } = [LeastLoaded, RoundRobin, Priority, Capability];
}
