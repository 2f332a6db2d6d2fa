using System.Reflection;

namespace Swarm.Messaging.Configuration;

/// <summary>Which options of a class can be changed at run time, which a host is told at its start alone, and under which name.</summary>
internal sealed class ConfigurationSectionName<T>(string name, params string[] fields)
{
    public string Name => name;

    public IReadOnlyList<ConfigurationField> Fields { get; } =
    [
        .. fields.Select(f => new ConfigurationField(name, typeof(T).GetProperty(f, BindingFlags.Public | BindingFlags.Instance)
            ?? throw new ArgumentException($"{typeof(T).Name} has no option {f}.", nameof(fields)))),
    ];

    public IReadOnlyList<ConfigurationField> AtStart { get; } =
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true } && !fields.Contains(p.Name))
            .Select(p => new ConfigurationField(name, p)),
    ];
}
