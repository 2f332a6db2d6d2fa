using System.Collections.Frozen;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.States;

/// <summary>What may follow what of a coordinator that waits. The script has the same table; a test compares them.</summary>
internal static class BlockingTransitions
{
    private static readonly FrozenDictionary<string, string[]> Next = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [BlockingStatuses.Waiting] = [BlockingStatuses.Complete, BlockingStatuses.Failed, BlockingStatuses.Timeout],
        [BlockingStatuses.Timeout] = [BlockingStatuses.Waiting],
        [BlockingStatuses.Complete] = [],
        [BlockingStatuses.Failed] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> From(string status) => Next.GetValueOrDefault(status, []);

    public static bool Allows(string from, string to) => From(from).Contains(to);
}
