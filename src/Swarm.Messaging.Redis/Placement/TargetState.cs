using Swarm.Messaging.Placement;

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
    IReadOnlyList<string> Capabilities)
{
    public double Load => (double)Used / Slots;

    public string Status(DateTimeOffset now, TimeSpan lease) => now - Seen > lease ? "lost" : Active ? "active" : "draining";

    /// <summary>What the target does not declare of what is needed.</summary>
    public IEnumerable<string> Lacks(Requirements needs)
    {
        if (!Capabilities.Contains($"{needs.Kind}/{needs.Operation}") && !Capabilities.Contains($"{needs.Kind}/*"))
            yield return $"{needs.Kind}/{needs.Operation}";
        foreach (var tag in needs.Tags.Where(tag => !Capabilities.Contains(tag)))
            yield return tag;
    }
}
