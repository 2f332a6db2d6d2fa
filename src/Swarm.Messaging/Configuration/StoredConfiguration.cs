namespace Swarm.Messaging.Configuration;

/// <summary>What was set at run time, over all hosts.</summary>
/// <param name="Version">Rises with every change; 0 when nothing was ever changed.</param>
/// <param name="Values">JSON by <c>Section:Field</c>.</param>
internal sealed record StoredConfiguration(long Version, IReadOnlyDictionary<string, string> Values)
{
    public static StoredConfiguration Empty { get; } = new(0, new Dictionary<string, string>());
}
