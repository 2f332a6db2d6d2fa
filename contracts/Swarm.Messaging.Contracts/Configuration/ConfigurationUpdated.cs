namespace Swarm.Messaging.Contracts.Configuration;

/// <summary>The settings are as asked for.</summary>
public sealed record ConfigurationUpdated
{
    public int SchemaVersion { get; init; } = 1;

    public required string Section { get; init; }

    /// <summary>Of the configuration, after the change.</summary>
    public long Version { get; init; }

    /// <summary>Empty when everything was so already.</summary>
    public IReadOnlyList<SettingChange> Changes { get; init; } = [];
}
