namespace Swarm.Messaging.Configuration;

/// <summary>What a host was told at its start, and by what.</summary>
/// <param name="layers">Names of settings by source; of two that name the same one the later counts. Whatever their case.</param>
internal sealed class ConfigurationSources(IReadOnlyList<(string Source, HashSet<string> Settings)> layers)
{
    public const string CommandLine = "command line";
    public const string Environment = "environment";
    public const string File = "file";

    /// <summary>Changed for all hosts while they ran, and stored.</summary>
    public const string Runtime = "runtime";

    /// <summary>Nobody has set it.</summary>
    public const string Default = "default";

    /// <summary>Nobody has set it, and the host makes it of other settings, or of what it finds.</summary>
    public const string Computed = "computed";

    /// <summary>Set by the program that the host is part of.</summary>
    public const string Host = "host";

    /// <param name="setting"><c>Tasks:Retention</c>; told with it is one whose entries or fields are.</param>
    /// <returns>Null when nothing said it.</returns>
    public string? Of(string setting) => layers.LastOrDefault(layer => layer.Settings.Any(told =>
        told.StartsWith(setting, StringComparison.OrdinalIgnoreCase) && (told.Length == setting.Length || told[setting.Length] == ':'))).Source;
}
