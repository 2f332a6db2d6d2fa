using System.Collections.Frozen;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Which status may follow which. The registry's script has the same table; a test compares them.</summary>
internal static class SwarmTransitions
{
    private static readonly FrozenDictionary<string, string[]> Next = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [SwarmStatuses.Initializing] = [SwarmStatuses.Active, SwarmStatuses.Failed, SwarmStatuses.Interrupted],
        [SwarmStatuses.Active] = [SwarmStatuses.Completed, SwarmStatuses.Failed, SwarmStatuses.Interrupted],
        [SwarmStatuses.Interrupted] = [SwarmStatuses.Recovering, SwarmStatuses.Failed],
        [SwarmStatuses.Recovering] = [SwarmStatuses.Active, SwarmStatuses.Failed, SwarmStatuses.Interrupted],
        [SwarmStatuses.Completed] = [],
        [SwarmStatuses.Failed] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> From(string status) => Next.GetValueOrDefault(status, []);

    public static bool Allows(string from, string to) => From(from).Contains(to);

    /// <summary>Whether it has a place in the limit.</summary>
    public static bool IsCounted(string status) => status is SwarmStatuses.Initializing or SwarmStatuses.Active or SwarmStatuses.Recovering;

    public static bool IsEnd(string status) => status is SwarmStatuses.Completed or SwarmStatuses.Failed;
}
