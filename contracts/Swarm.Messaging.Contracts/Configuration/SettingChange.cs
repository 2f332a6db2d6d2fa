using System.Text.Json;

namespace Swarm.Messaging.Contracts.Configuration;

/// <param name="Field">e.g. <c>Retention</c>.</param>
/// <param name="Before">In effect before, on the host that answers.</param>
/// <param name="After">In effect now.</param>
/// <param name="Source">Of the value now: <c>runtime</c>, or after taking it back <c>host</c> or <c>default</c>.</param>
public sealed record SettingChange(string Field, JsonElement Before, JsonElement After, string Source)
{
    /// <summary>Entries that were there before and are not now: a whole value replaces all of them, one entry is set by its path. Absent: none.</summary>
    public IReadOnlyList<string>? Gone { get; init; }
}
