using System.Text.Json;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>RFC 6901.</summary>
internal static class JsonPointer
{
    /// <returns>Null when it leads to nothing, or to null.</returns>
    public static JsonElement? Find(JsonElement? json, string pointer)
    {
        foreach (var word in pointer.Split('/').Skip(1).Select(w => w.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            json = json switch
            {
                { ValueKind: JsonValueKind.Object } o when o.TryGetProperty(word, out var field) => field,
                { ValueKind: JsonValueKind.Array } a when int.TryParse(word, out var i) && i >= 0 && i < a.GetArrayLength() => a[i],
                _ => null,
            };
        }

        return json is { ValueKind: not JsonValueKind.Null } ? json : null;
    }
}
