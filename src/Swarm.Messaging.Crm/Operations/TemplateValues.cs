using System.Text.Json;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>What the places of templates stand for, by the first word of their path.</summary>
internal sealed class TemplateValues
{
    private readonly Dictionary<string, JsonElement> roots;

    public TemplateValues(IEnumerable<KeyValuePair<string, JsonElement>> roots) => this.roots = new(roots, StringComparer.Ordinal);

    public TemplateValues With(string root, JsonElement value) => new([.. roots.Where(r => r.Key != root), KeyValuePair.Create(root, value)]);

    public TemplateValues With(string root, string value) => With(root, JsonSerializer.SerializeToElement(value));

    /// <summary>Null when there is none, or it is null.</summary>
    public JsonElement? Find(string path)
    {
        var words = path.Split('.', '/');
        if (!roots.TryGetValue(words[0], out var value))
            return null;
        foreach (var word in words.Skip(1))
        {
            if (Inside(value, word.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) is not { } next)
                return null;
            value = next;
        }

        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>A list of plain values as text with commas; an object as JSON.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)) => string.Join(',', value.EnumerateArray().Select(Text)),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static JsonElement? Inside(JsonElement value, string word) => value.ValueKind switch
    {
        JsonValueKind.Object => value.TryGetProperty(word, out var field) ? field : null,
        JsonValueKind.Array => int.TryParse(word, out var i) && i >= 0 && i < value.GetArrayLength() ? value[i] : null,
        _ => null,
    };
}
