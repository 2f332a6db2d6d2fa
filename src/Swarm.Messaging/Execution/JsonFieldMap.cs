using System.Text.Json;

namespace Swarm.Messaging.Execution;

/// <summary>The fields of an object by name. Of a name that stands there twice the last counts, as wherever JSON is looked into.</summary>
internal static class JsonFieldMap
{
    public static Dictionary<string, JsonElement> Of(JsonElement json)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in json.EnumerateObject())
            fields[field.Name] = field.Value;
        return fields;
    }
}
