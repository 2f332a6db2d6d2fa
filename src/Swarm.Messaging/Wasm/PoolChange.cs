using System.Reflection;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Wasm;

/// <summary>
/// Other limits for the pool, out of JSON: names of <see cref="WasmPoolOptions"/> in camelCase, times as text (<c>00:01:00</c>, <c>60s</c>) or in ms. Taken
/// as a whole or not at all.
/// </summary>
internal static class PoolChange
{
    private static readonly PropertyInfo[] Settings = [.. typeof(WasmPoolOptions).GetProperties().Where(p => p.CanWrite)];

    /// <returns>Null, with every reason, when it is not one.</returns>
    public static Action<WasmPoolOptions>? Read(JsonElement config, List<Violation> found)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.EnumerateObject().Any())
        {
            found.Add(new("config", PayloadRules.Show(config), "An object with the limits to change, e.g. {\"max\": 10}."));
            return null;
        }

        var changes = new List<(PropertyInfo Setting, object Value)>();
        foreach (var field in config.EnumerateObject())
        {
            if (Settings.FirstOrDefault(s => s.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase)) is not { } setting)
                found.Add(new($"config.{field.Name}", PayloadRules.Show(field.Value), Unknown(field.Name), "unknown_field"));
            else if (Value(setting.PropertyType, field.Value) is { } value)
                changes.Add((setting, value));
            else
                found.Add(new($"config.{field.Name}", PayloadRules.Show(field.Value), $"{Form(setting.PropertyType)}."));
        }

        return found.Count > 0 ? null : options => changes.ForEach(c => c.Setting.SetValue(options, c.Value));
    }

    private static object? Value(Type type, JsonElement value) => (type, value.ValueKind) switch
    {
        (_, JsonValueKind.Number) when type == typeof(int) => value.TryGetInt32(out var whole) ? whole : null,
        (_, JsonValueKind.Number) when type == typeof(double) => value.GetDouble(),
        (_, JsonValueKind.Number) when type == typeof(TimeSpan) => value.TryGetInt64(out var ms) && ms is >= 0 and < int.MaxValue ? TimeSpan.FromMilliseconds(ms) : null,
        (_, JsonValueKind.String) when type == typeof(TimeSpan) => TimeText.Parse(value.GetString()!),
        _ => null,
    };

    private static string Form(Type type) =>
        type == typeof(int) ? "A whole number" : type == typeof(double) ? "A number" : "A time such as 500ms, 60s or 00:01:00, or milliseconds";

    private static string Unknown(string name)
    {
        var names = Settings.Select(s => JsonNamingPolicy.CamelCase.ConvertName(s.Name)).ToList();
        return NearestName.Of(name, names) is { } near ? $"Not known; did you mean {near}?" : $"One of {string.Join(", ", names)}.";
    }
}
