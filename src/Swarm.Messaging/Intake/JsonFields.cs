using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Intake;

/// <summary>Reads the fields of a JSON object one by one, and notes every field of a wrong type instead of stopping at the first.</summary>
internal sealed class JsonFields
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly JsonElement source;
    private readonly string path;
    private readonly List<Violation> found;

    public JsonFields(JsonElement source, string path, List<Violation> found)
    {
        (this.source, this.path, this.found) = (source, path, found);
        CheckOnce(source, path);
    }

    public JsonElement Json => source;

    /// <summary>What a field is called in full, from the command down.</summary>
    public string PathOf(string name) => path + name;

    public string? Text(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string>(name, value, "A text.");

    public long? Whole(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var n) ? n : Wrong<long?>(name, value, "A whole number.");

    public int? Small(string name) => Whole(name) is not { } n ? null
        : n is >= int.MinValue and <= int.MaxValue ? (int)n : Wrong<int?>(name, source.GetProperty(name), "A whole number of at most nine digits.");

    /// <summary>As a text, too: MassTransit writes decimals so, which others would read as rounded doubles.</summary>
    public decimal? Decimal(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var n) ? n
        : value.ValueKind == JsonValueKind.String && decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var said) ? said
        : Wrong<decimal?>(name, value, "A number.");

    public bool? Flag(string name) => Get(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong<bool?>(name, value, "true or false.");

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Get(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
            : Wrong<IReadOnlyList<string>>(name, value, "A list of texts.");
    }

    public IReadOnlyDictionary<string, string>? Map(string name)
    {
        if (Get(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Object || !value.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String))
            return Wrong<IReadOnlyDictionary<string, string>>(name, value, "An object whose values are texts.");
        CheckOnce(value, $"{path}{name}.");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
            map[field.Name] = field.Value.GetString()!;
        return map;
    }

    public JsonFields? Object(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonFields(value, $"{path}{name}.", found) : Wrong<JsonFields>(name, value, "An object.");

    public JsonElement? List(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? value : Wrong<JsonElement?>(name, value, "A list.");

    /// <summary>Any JSON; null counts as given.</summary>
    public JsonElement? Any(string name)
    {
        known.Add(name);
        return source.TryGetProperty(name, out var value) ? value : null;
    }

    /// <summary>Any JSON, in which no object has two fields of one name, however deep; null counts as given.</summary>
    public JsonElement? AnyOnce(string name)
    {
        var value = Any(name);
        if (value is { } json)
            CheckOnceWithin(json, path + name);
        return value;
    }

    /// <summary>Fields that nothing asked for, each with the nearest known name.</summary>
    public IReadOnlyList<string> Unknown() =>
    [
        .. source.EnumerateObject().Select(p => p.Name).Where(n => !known.Contains(n)).Take(10)
            .Select(n => $"unknown_field: {path}{Cut(n)} is not known and was ignored{Nearest(n)}"),
    ];

    /// <summary>Where a field that is not read would change the meaning of the rest: each that nothing asked for is a violation.</summary>
    /// <param name="what">What has no such field.</param>
    /// <param name="hint">Where a field of that name belongs; null: nowhere.</param>
    public void RefuseUnknown(string what, Func<string, string?>? hint = null)
    {
        foreach (var field in source.EnumerateObject().Where(p => !known.Contains(p.Name)).Take(10))
        {
            var rule = hint?.Invoke(field.Name) is { } place ? $"; {place}." : $"{Nearest(field.Name)}{(NearestName.Of(field.Name, known) is null ? $"; there are {string.Join(", ", known)}." : "")}";
            found.Add(new(path + Cut(field.Name), PayloadRules.Show(field.Value), $"{what} has no such field{rule}", "unknown_field"));
        }
    }

    /// <summary>Where others may stand beside those that are read: each that nothing asked for and that is nearly one of those is a violation.</summary>
    public void RefuseMisspelt(string what)
    {
        foreach (var field in source.EnumerateObject().Where(p => !known.Contains(p.Name) && NearestName.Of(p.Name, known) is not null).Take(10))
            found.Add(new(path + Cut(field.Name), PayloadRules.Show(field.Value), $"{what} has no such field{Nearest(field.Name)}", "unknown_field"));
    }

    /// <summary>Fields that nothing asked for, but something inside does: where they stand they would say nothing, and the rest mean something else.</summary>
    /// <param name="within">Objects of this one that have names of their own.</param>
    public void RefuseMisplaced(string what, IReadOnlyDictionary<string, IReadOnlyList<string>> within)
    {
        foreach (var field in source.EnumerateObject().Where(p => !known.Contains(p.Name)))
        {
            if (within.FirstOrDefault(o => o.Value.Contains(field.Name)).Key is { } place)
            {
                known.Add(field.Name);
                found.Add(new(path + Cut(field.Name), PayloadRules.Show(field.Value), $"{what} has no such field; did you mean {place}.{field.Name}?", "unknown_field"));
            }
        }
    }

    /// <summary>Which of two would count is a matter of the reader: neither does.</summary>
    private void CheckOnce(JsonElement json, string within)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in json.EnumerateObject())
        {
            if (!names.Add(field.Name))
                found.Add(new(within + Cut(field.Name), PayloadRules.Show(field.Value), "Given more than once; a field has one value."));
        }
    }

    private void CheckOnceWithin(JsonElement json, string within)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            CheckOnce(json, $"{within}.");
            foreach (var field in json.EnumerateObject().Where(f => f.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
                CheckOnceWithin(field.Value, $"{within}.{Cut(field.Name)}");
        }
        else if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var (i, entry) in json.EnumerateArray().Index())
                CheckOnceWithin(entry, $"{within}[{i}]");
        }
    }

    /// <param name="shown">The value; null: there is none.</param>
    public void Refuse(string name, string? shown, string rule, string code = "invalid") => found.Add(new(path + name, shown, rule, code));

    private string Nearest(string name) =>
        NearestName.Of(name, known) is { } near ? $"; did you mean {near}?" : "";

    private JsonElement? Get(string name)
    {
        known.Add(name);
        return source.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T? Wrong<T>(string name, JsonElement value, string rule)
    {
        found.Add(new(path + name, PayloadRules.Show(value), rule));
        return default;
    }

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "..." : text;
}
