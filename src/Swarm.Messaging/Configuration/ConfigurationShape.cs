using System.Reflection;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Configuration;

/// <summary>Says which part of a value, or of the path to an entry, is none that the option has: the option's type knows its entries and their fields.</summary>
internal static class ConfigurationShape
{
    /// <param name="where">Name of the option, then of the entry: <c>Operations:tag_add</c>.</param>
    /// <param name="path">From there to what the value is for.</param>
    /// <returns>A sentence; null when no part of it can be named.</returns>
    public static string? Fault(Type type, string where, ReadOnlySpan<string> path, JsonElement value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (path.Length > 0)
        {
            return EntriesOf(plain) is { } entry ? Fault(entry, $"{where}:{path[0]}", path[1..], value)
                : !HasFields(plain) ? $"{where} is {Kind(plain)} and has nothing below it, so no {PayloadRules.Cut(path[0])} either."
                : Field(plain, path[0]) is { } field ? Fault(field.PropertyType, $"{where}:{field.Name}", path[1..], value)
                : Unknown(plain, where, path[0]);
        }

        if (EntriesOf(plain) is null && !HasFields(plain))
            return ConfigurationValues.Read(value, plain, out _) is { } rule ? $"{where} must be {rule}." : null;
        if (Object(value) is not { } json)
            return $"{where} must be an object{(HasFields(plain) ? $" of {string.Join(", ", Names(plain))}" : "")}.";
        foreach (var part in json.EnumerateObject())
        {
            if (part.Value.ValueKind != JsonValueKind.Null && Fault(plain, where, [part.Name], part.Value) is { } fault)
                return fault;
        }

        return null;
    }

    private static string Unknown(Type type, string where, string given)
    {
        var names = Names(type);
        var near = NearestName.Of(given, names) is { } name ? $"did you mean {name}? " : "";
        return $"{where} has no field {PayloadRules.Cut(given)}; {near}there are {string.Join(", ", names)}.";
    }

    /// <summary>A command line has texts alone.</summary>
    private static JsonElement? Object(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value.ValueKind == JsonValueKind.Object ? value : null;
        try
        {
            return JsonElement.Parse(value.GetString()!) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What the entries of a dictionary are; null when it is none.</summary>
    private static Type? EntriesOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(IDictionary<,>) || open == typeof(Dictionary<,>)) ? type.GenericTypeArguments[1] : null;

    private static bool HasFields(Type type) => type.IsClass && type.Assembly == typeof(ConfigurationShape).Assembly;

    private static PropertyInfo? Field(Type type, string name) => Fields(type).FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string[] Names(Type type) => [.. Fields(type).Select(p => p.Name)];

    private static IEnumerable<PropertyInfo> Fields(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static string Kind(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(TimeSpan) => "a time",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type.IsPrimitive || type == typeof(decimal) => "a number",
        _ => "a list",
    };
}
