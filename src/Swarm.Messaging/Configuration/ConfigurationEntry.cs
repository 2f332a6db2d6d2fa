using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Messaging.Configuration;

/// <summary>One entry of an option that has entries, as its path names it: <c>Operations:tag_add:Urgency</c>. All others stay as they are.</summary>
internal static class ConfigurationEntry
{
    /// <summary>The option and the path inside it; that is empty when the option as a whole is meant.</summary>
    public static (string Field, string[] Path) Split(string given) => given.Split(':') is [var field, .. var path] ? (field, path) : (given, []);

    /// <summary>What the option becomes when the entry is set in it, or with null taken out of it; null when there is no place for it.</summary>
    public static JsonElement? Over(JsonElement now, IReadOnlyList<string> path, JsonElement value)
    {
        if (path.Any(word => word.Length == 0) || JsonNode.Parse(now.GetRawText()) is not JsonObject root)
            return null;
        var inside = root;
        foreach (var word in path.Take(path.Count - 1))
        {
            var name = Name(inside, word);
            if (inside[name] is not (null or JsonObject))
                return null;
            inside = (JsonObject)(inside[name] ??= new JsonObject());
        }

        var last = Name(inside, path[^1]);
        if (value.ValueKind == JsonValueKind.Null)
            inside.Remove(last);
        else
            inside[last] = JsonNode.Parse(value.GetRawText());
        return JsonSerializer.SerializeToElement(root);
    }

    /// <summary>Fields of an entry are named whatever their case, like all settings.</summary>
    private static string Name(JsonObject inside, string word) =>
        inside.Select(entry => entry.Key).FirstOrDefault(key => key.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? word;
}
