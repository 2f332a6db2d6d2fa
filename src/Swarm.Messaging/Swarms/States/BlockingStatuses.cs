using System.Collections.Frozen;

namespace Swarm.Messaging.Swarms.States;

/// <summary>What a coordinator that waits for a signal can be, and what may follow what. The script has the same table; a test compares them.</summary>
public static class BlockingStatuses
{
    public const string Waiting = "waiting";
    public const string Complete = "complete";
    public const string Failed = "failed";
    public const string Timeout = "timeout";

    private static readonly FrozenDictionary<string, string[]> Next = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Waiting] = [Complete, Failed, Timeout],
        [Timeout] = [Waiting],
        [Complete] = [],
        [Failed] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> All { get; } = [Waiting, Complete, Failed, Timeout];

    public static bool Allows(string from, string to) => Next.GetValueOrDefault(from, []).Contains(to);
}
