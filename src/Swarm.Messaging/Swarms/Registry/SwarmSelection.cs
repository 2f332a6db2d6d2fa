using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Which swarms a list shows, in which order. Pure.</summary>
internal static class SwarmSelection
{
    /// <summary>Newest first.</summary>
    public static IEnumerable<SwarmDocument> Of(IEnumerable<SwarmDocument> swarms, SwarmFilter filter)
    {
        var objective = filter.Objective is null ? null : Pattern(filter.Objective);
        return swarms
            .Where(s => (filter.Status is null || s.Status == filter.Status)
                && (filter.Strategy is null || s.Strategy == filter.Strategy)
                && (filter.Mode is null || s.Mode == filter.Mode)
                && (filter.Phase is null || s.Metadata.Phase == filter.Phase)
                && (objective is null || objective.IsMatch(s.Objective)))
            .OrderByDescending(s => s.Order)
            .Take(filter.Limit);
    }

    /// <summary>The pattern of a caller: in time that grows with the text alone. Throws when it is none.</summary>
    public static Regex Pattern(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
