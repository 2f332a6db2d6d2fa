using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>A target as it stands in Redis.</summary>
internal sealed record TargetState(
    string Id,
    string Type,
    string HostId,
    bool Active,
    int Slots,
    int Used,
    long Order,
    DateTimeOffset Seen,
    IReadOnlySet<string> Capabilities,
    long Total,
    long Failed,
    double? AvgResponseMs)
{
    /// <summary>Why it gets no new work; null: nobody said more than that it drains.</summary>
    public string? Why { get; init; }

    /// <summary>Placement keeps work from it because of a pause, a rest or a limit of its own, or did so until a moment ago.</summary>
    public bool IsStopped { get; init; }

    /// <summary>By which pause, rest or limit of its own it gets nothing; null: by none, or nobody asked.</summary>
    public FlowWait? Stop { get; init; }

    /// <summary>Used / slots; 1 without slots.</summary>
    public double Load => Slots == 0 ? 1 : (double)Used / Slots;

    public string Status(DateTimeOffset now, TimeSpan lease) => now - Seen > lease ? "lost" : Active ? "active" : "draining";

    public bool DeclaresAny(IEnumerable<string> words) => words.Any(Capabilities.Contains);

    /// <summary>What the target does not declare of what is needed.</summary>
    public IEnumerable<string> Lacks(Requirements needs)
    {
        if (!DeclaresAny(needs.ServedBy))
            yield return $"{needs.Kind}/{needs.Operation}";
        foreach (var tag in needs.Tags.Where(tag => !Capabilities.Contains(tag)))
            yield return tag;
    }

    public TargetReport Report(DateTimeOffset now, TimeSpan lease) => new(
        Id, Type, HostId, Status(now, lease), Slots, Used, [.. Capabilities.Order(StringComparer.Ordinal)], Seen, Order, Total, Failed, AvgResponseMs);
}
