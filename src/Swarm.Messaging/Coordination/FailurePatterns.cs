namespace Swarm.Messaging.Coordination;

/// <summary>Finds what recent failures have in common: the operation, or the message. Pure.</summary>
internal static class FailurePatterns
{
    private const int LongestName = 200;

    public static IReadOnlyList<FailurePattern> In(IReadOnlyList<TaskFailure> failures, int threshold) =>
    [
        .. Groups(failures, f => f.Task.Type, "type", threshold),
        .. Groups(failures, f => f.Error, "error", threshold),
    ];

    private static IEnumerable<FailurePattern> Groups(
        IReadOnlyList<TaskFailure> failures, Func<TaskFailure, string> common, string name, int threshold) => failures
        .GroupBy(common, StringComparer.Ordinal)
        .Where(g => g.Count() >= threshold)
        .Select(g => new FailurePattern(
            Most(g, f => f.Task.Type), Most(g, f => f.Error), g.Count(), g.Max(f => f.Timestamp) - g.Min(f => f.Timestamp))
        {
            Name = $"{name}:{(g.Key.Length > LongestName ? g.Key[..LongestName] : g.Key)}",
        });

    private static string Most(IEnumerable<TaskFailure> failures, Func<TaskFailure, string> of) =>
        failures.GroupBy(of, StringComparer.Ordinal).MaxBy(g => g.Count())!.Key;
}
