using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Messaging.Crm.Running;

/// <summary>
/// Keeps results within a size: what has happened is a success however much the service says about it. A result that is cut has <c>truncated</c> true and in
/// <c>bytes</c> how large it was. Pure.
/// </summary>
internal static class ResultBound
{
    private const int MostNames = 10;
    private const int LongestName = 32;

    /// <summary>Levels: as many as hosts read, less those of a report and of the items of one task.</summary>
    private const int Deepest = 56;

    /// <summary>For what says how it was cut; a character of a name is at most 6 bytes when it is escaped.</summary>
    private const int Frame = 128 + (MostNames * ((LongestName * 6) + 3));

    /// <param name="most">Bytes of JSON.</param>
    public static JsonElement? Of(JsonElement? result, int most)
    {
        if (result is not { } json)
            return result;
        var (bytes, isTooDeep) = (SizeOf(json), IsDeeperThan(json, Deepest));
        if (bytes <= most && !isTooDeep)
            return result;
        var kept = json.ValueKind switch
        {
            _ when isTooDeep => new JsonObject { ["text"] = Cut(json.GetRawText(), most - Frame) },
            JsonValueKind.Object => Fields(json, most - Frame),
            JsonValueKind.Array => new JsonObject { ["items"] = Items(json, most - Frame), ["count"] = json.GetArrayLength() },
            _ => new JsonObject { ["text"] = Cut(json.ToString(), most - Frame) },
        };
        (kept["truncated"], kept["bytes"]) = (true, bytes);
        return JsonSerializer.SerializeToElement(kept);
    }

    /// <summary>The answer was too large to be read: all that is known is that it was a success.</summary>
    /// <param name="bytes">Null: the service did not say.</param>
    public static JsonElement Unread(long? bytes, long most) => JsonSerializer.SerializeToElement(
        new JsonObject { ["truncated"] = true, ["bytes"] = bytes, ["text"] = $"The service answered with more than {most} bytes, which were not read." });

    /// <summary>The smallest first, in their own order; the others are named.</summary>
    private static JsonObject Fields(JsonElement json, int room)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in json.EnumerateObject().OrderBy(f => SizeOf(f.Value)))
        {
            room -= SizeOf(field.Value) + (field.Name.Length * 6) + 4;
            if (room < 0)
                break;
            kept.Add(field.Name);
        }

        var fields = new JsonObject();
        foreach (var field in json.EnumerateObject().Where(f => kept.Contains(f.Name)))
            fields[field.Name] = JsonSerializer.SerializeToNode(field.Value);
        fields["omitted"] = new JsonArray([.. json.EnumerateObject().Select(f => f.Name).Where(n => !kept.Contains(n)).Take(MostNames).Select(n => JsonValue.Create(n.Length <= LongestName ? n : n[..LongestName]))]);
        return fields;
    }

    private static JsonArray Items(JsonElement json, int room)
    {
        var items = new JsonArray();
        foreach (var item in json.EnumerateArray())
        {
            room -= SizeOf(item) + 1;
            if (room < 0)
                break;
            items.Add(JsonSerializer.SerializeToNode(item));
        }

        return items;
    }

    private static string Cut(string text, int most) => text.Length <= most / 6 ? text : text[..Math.Max(0, most / 6)];

    private static bool IsDeeperThan(JsonElement json, int levels) => json.ValueKind switch
    {
        JsonValueKind.Object => levels == 0 || json.EnumerateObject().Any(f => IsDeeperThan(f.Value, levels - 1)),
        JsonValueKind.Array => levels == 0 || json.EnumerateArray().Any(e => IsDeeperThan(e, levels - 1)),
        _ => false,
    };

    // As it is stored: what is escaped then counts as such.
    private static int SizeOf(JsonElement json) => JsonSerializer.SerializeToUtf8Bytes(json).Length;
}
