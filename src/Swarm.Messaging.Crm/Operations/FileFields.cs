using System.Text.Json;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>Fields of one object in a description; what is wrong is noted with its place and value, and reading goes on.</summary>
internal sealed class FileFields
{
    private const int Shown = 80;

    private readonly JsonElement json;
    private readonly HashSet<string> read = new(StringComparer.Ordinal) { "$schema", "description" };

    public FileFields(JsonElement json, string place, List<string> problems)
    {
        (this.json, Place, Problems) = (json, place, problems);
        if (json.ValueKind != JsonValueKind.Object)
            Problem("", json, "it must be an object");
    }

    public string Place { get; }

    public List<string> Problems { get; }

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name, bool required = false) => Typed(name, JsonValueKind.String, "a text", required)?.GetString() is { Length: > 0 } text ? text : null;

    public bool Flag(string name, bool usual = false)
    {
        if (Find(name) is not { } value)
            return usual;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Problem(name, value, "it must be true or false");
        return usual;
    }

    public int? Number(string name, int least, int most)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Problem(name, value, $"it must be a whole number from {least} to {most}");
        return null;
    }

    public Template? Template(string name, bool required = false)
    {
        if (Typed(name, JsonValueKind.String, "a text", required) is not { } value)
            return null;
        try
        {
            return Operations.Template.Parse(value.GetString()!);
        }
        catch (FormatException e)
        {
            Problem(name, value, e.Message);
            return null;
        }
    }

    public JsonTemplate? Json(string name)
    {
        if (Find(name) is not { } value)
            return null;
        try
        {
            return JsonTemplate.Parse(value);
        }
        catch (FormatException e)
        {
            Problem(name, value, e.Message);
            return null;
        }
    }

    /// <summary>Names with texts.</summary>
    public IReadOnlyList<(string Name, string Value)> Texts(string name)
    {
        if (Typed(name, JsonValueKind.Object, "an object of texts", false) is not { } value)
            return [];
        foreach (var field in value.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.String))
            Problem($"{name}.{field.Name}", field.Value, "it must be a text");
        return [.. value.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.String).Select(f => (f.Name, f.Value.GetString()!))];
    }

    public FileFields? Object(string name) => Typed(name, JsonValueKind.Object, "an object", false) is { } value ? new FileFields(value, $"{Place}, {name}", Problems) : null;

    public IReadOnlyList<JsonElement> List(string name, bool required = false) => Typed(name, JsonValueKind.Array, "a list", required) is { } value ? [.. value.EnumerateArray()] : [];

    public void Problem(string name, JsonElement? value, string rule)
    {
        var text = value?.GetRawText();
        Problems.Add($"{Place}{(name.Length == 0 ? "" : $", {name}")}{(text is null ? "" : $" is {(text.Length > Shown ? text[..Shown] + "..." : text)}")}: {rule}.");
    }

    /// <summary>To be called last: what nobody has asked for is a mistake.</summary>
    public void NothingElse()
    {
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in json.EnumerateObject().Where(f => !read.Contains(f.Name)))
            Problem(field.Name, field.Value, $"there is no such field here; known are {string.Join(", ", read.Where(r => r is not "$schema").Order(StringComparer.Ordinal))}");
    }

    private JsonElement? Find(string name)
    {
        read.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
    }

    private JsonElement? Typed(string name, JsonValueKind kind, string what, bool required)
    {
        if (Find(name) is not { } value)
        {
            if (required)
                Problem(name, null, $"it is missing; it must be {what}");
            return null;
        }

        if (value.ValueKind == kind)
            return value;
        Problem(name, value, $"it must be {what}");
        return null;
    }
}
