using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Configuration;

/// <summary>A section over its options class, with the validation that this class has anyway.</summary>
internal sealed class ConfigurationSectionOf<T>(
    ConfigurationSectionName<T> section,
    IEnumerable<IConfigureOptions<T>> configure,
    IEnumerable<IPostConfigureOptions<T>> postConfigure,
    IEnumerable<IValidateOptions<T>> validate) : ConfigurationSection(section.Name, section.Fields, section.AtStart)
    where T : class, new()
{
    public override object Make(IReadOnlyDictionary<string, string> values) => new OptionsFactory<T>(
        configure,
        [.. postConfigure.Where(p => p is not RuntimeOptions<T>), new PostConfigureOptions<T>(Options.DefaultName, o => Overlay(section.Fields, o, values))],
        validate).Create(Options.DefaultName);

    public override object Default() => new T();

    /// <summary>A value that this version of the host cannot read is left out: another version stored it.</summary>
    internal static void Overlay(IReadOnlyList<ConfigurationField> fields, T options, IReadOnlyDictionary<string, string> values)
    {
        foreach (var field in fields)
        {
            if (values.TryGetValue(field.Path, out var json))
                field.Set(options, JsonElement.Parse(json));
        }
    }
}
