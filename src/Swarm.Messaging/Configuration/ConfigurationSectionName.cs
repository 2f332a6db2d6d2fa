using System.Reflection;

namespace Swarm.Messaging.Configuration;

/// <summary>Which options of a class can be changed at run time, which a host is told at its start alone, and under which name.</summary>
internal sealed class ConfigurationSectionName<T>
{
    /// <param name="name">As it is asked for; <see cref="ConfigurationReader.Outside"/> is none that stands before a setting.</param>
    public ConfigurationSectionName(string name, params string[] fields)
    {
        var before = name == ConfigurationReader.Outside ? "" : name;
        Name = name;
        Fields =
        [
            .. fields.Select(f => new ConfigurationField(before, typeof(T).GetProperty(f, BindingFlags.Public | BindingFlags.Instance)
                ?? throw new ArgumentException($"{typeof(T).Name} has no option {f}.", nameof(fields)))),
        ];
        AtStart =
        [
            .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true } && !fields.Contains(p.Name))
                .Select(p => new ConfigurationField(before, p)),
        ];
    }

    public string Name { get; }

    public IReadOnlyList<ConfigurationField> Fields { get; }

    public IReadOnlyList<ConfigurationField> AtStart { get; }
}
