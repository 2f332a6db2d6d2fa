using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Configuration;

/// <summary>Finds sections and tells what is set.</summary>
/// <param name="sources">Null in a program that makes its options itself.</param>
internal sealed class ConfigurationReader(IEnumerable<ConfigurationSection> sections, RuntimeConfiguration configuration, ConfigurationSources? sources = null)
{
    /// <summary>The section of settings that stand outside all sections: <c>Broker</c>, <c>Data</c>.</summary>
    public const string Outside = "Host";

    private readonly IReadOnlyList<ConfigurationSection> sections = [.. sections.OrderBy(s => s.Name, StringComparer.Ordinal)];

    public ConfigurationSection? Find(string? section, List<Violation> found)
    {
        if (sections.FirstOrDefault(s => s.Name.Equals(section, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        var names = sections.Select(s => s.Name).ToList();
        var near = section is null ? null : NearestName.Of(section, names);
        found.Add(new("section", section is null ? null : PayloadRules.Cut(section),
            near is null ? $"One of {string.Join(", ", names)}." : $"There is no such section; did you mean {near}?"));
        return null;
    }

    public ConfigurationView Look() => new(configuration.Stored.Version, [.. sections.Select(Look)]);

    public ConfigurationSectionView Look(ConfigurationSection section)
    {
        var set = configuration.Usable(section.Name);
        var (now, configured, plain) = (section.Make(set), section.Make(StoredConfiguration.Empty.Values), section.Default());
        return new(section.Name, [.. section.Fields.Select(f => Look(f, atRunTime: true)), .. section.AtStart.Select(f => Look(f, atRunTime: false))]);

        ConfigurationFieldView Look(ConfigurationField field, bool atRunTime)
        {
            var (before, origin) = (field.Of(configured), field.Of(plain));
            var source = set.ContainsKey(field.Path) ? ConfigurationSources.Runtime : sources?.Of(field.Path) ?? Untold(before.GetRawText() == origin.GetRawText());
            return new(field.Name, field.Path, field.Shown(field.Of(now)), field.Shown(before), field.Shown(origin), source, atRunTime);
        }

        string Untold(bool isDefault) => isDefault ? ConfigurationSources.Default : sources is null ? ConfigurationSources.Host : ConfigurationSources.Computed;
    }
}
