using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Reads a node's configuration field by field and notes what is wrong, with its path. A reference stands for a value of the run: it passes
/// every check, and is there once the node runs.
/// </summary>
internal sealed class NodeFields(JsonElement configuration, string path, List<Violation> found)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public string? Text(string name, bool required = false, int longest = 100_000) =>
        Get(name, required, "A text") is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= longest ? text
        : Wrong<string>(name, value, $"A text of at most {longest} characters.");

    public long? Whole(string name, long least, long most, bool required = false) =>
        Get(name, required, $"A whole number from {least} to {most}") is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var n) && n >= least && n <= most ? n
        : Wrong<long?>(name, value, $"A whole number from {least} to {most}.");

    public bool? Flag(string name) => Get(name, false, "") is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong<bool?>(name, value, "true or false.");

    public string? OneOf(string name, IReadOnlyList<string> words, bool required = false)
    {
        var text = Text(name, required);
        if (text is not null && !words.Contains(text, StringComparer.Ordinal))
            found.Add(new($"{path}.{name}", PayloadRules.Cut(text), $"One of {string.Join(", ", words)}."));
        return text;
    }

    public JsonElement? Object(string name) => Get(name, false, "") is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value : Wrong<JsonElement?>(name, value, "An object.");

    public JsonElement? List(string name) => Get(name, false, "") is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? value : Wrong<JsonElement?>(name, value, "A list.");

    public JsonElement? Any(string name, bool required = false) => Get(name, required, "A value");

    public bool IsReference(string name) => Raw(name) is { } value && References.Is(value);

    public void Refuse(string name, string rule) => found.Add(new($"{path}.{name}", Raw(name) is { } value ? PayloadRules.Show(value) : null, rule));

    /// <summary>What was not asked for is no field of the type: a wrong name must not be passed over in silence.</summary>
    public void RefuseOthers()
    {
        if (configuration.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in configuration.EnumerateObject().Where(field => !known.Contains(field.Name)))
        {
            var near = NearestName.Of(field.Name, known) is { } name ? $" Did you mean {name}?" : "";
            found.Add(new($"{path}.{PayloadRules.Cut(field.Name)}", PayloadRules.Show(field.Value), $"No field of this type, which has {(known.Count == 0 ? "none" : string.Join(", ", known.Order(StringComparer.Ordinal)))}.{near}", "unknown_field"));
        }
    }

    private JsonElement? Get(string name, bool required, string what)
    {
        known.Add(name);
        if (Raw(name) is { } value)
            return References.Is(value) ? null : value;
        if (required)
            found.Add(new($"{path}.{name}", null, $"{what}, required."));
        return null;
    }

    private JsonElement? Raw(string name) =>
        configuration.ValueKind == JsonValueKind.Object && configuration.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private T? Wrong<T>(string name, JsonElement value, string rule)
    {
        found.Add(new($"{path}.{name}", PayloadRules.Show(value), rule));
        return default;
    }
}
