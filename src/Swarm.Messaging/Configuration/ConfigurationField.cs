using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Configuration;

/// <summary>An option of a section.</summary>
/// <param name="section">Empty for one that stands outside all sections.</param>
internal sealed class ConfigurationField(string section, PropertyInfo property)
{
    public string Name => property.Name;

    /// <summary>As in settings: <c>Tasks:Retention</c>, <c>Broker</c>.</summary>
    public string Path { get; } = section.Length == 0 ? property.Name : $"{section}:{property.Name}";

    /// <summary>How a host is told it.</summary>
    public string AtStartBy => $"SWARM_{Path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()} in its environment, or {Path} in its appsettings.json under Swarm";

    public bool HasEntries => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    /// <summary>What is wrong with the value, or with the path from this option to what it is for; null when no part of it can be named.</summary>
    public string? Fault(ReadOnlySpan<string> path, JsonElement value) => ConfigurationShape.Fault(property.PropertyType, Name, path, value);

    /// <summary>As it is shown: of a secret only that there is one.</summary>
    public JsonElement Shown(JsonElement value) =>
        property.IsDefined(typeof(SecretSettingAttribute)) && value.GetRawText() is not ("null" or "\"\"" or "{}") ? ConfigurationValues.Show("(set)") : value;

    public JsonElement Of(object options) => ConfigurationValues.Show(property.GetValue(options));

    /// <returns>Null when the value is set; otherwise what it must be.</returns>
    public string? Set(object options, JsonElement value)
    {
        if (ConfigurationValues.Read(value, property.PropertyType, out var read, TimeLimits.Of(Name)) is { } rule)
            return rule;
        property.SetValue(options, read);
        return null;
    }

    /// <summary>Whether a message of the options' validation speaks of this option.</summary>
    public bool IsNamedIn(string failure) => Regex.IsMatch(failure, $@"\b{Name}\b", RegexOptions.NonBacktracking);
}
