using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Views;

/// <summary>
/// Any area's document: plain values and those of objects as facts, lists of objects as tables. An area that comes later needs nothing here.
/// </summary>
internal static class StatusView
{
    public static void Write(CliConsole console, JsonElement area)
    {
        if (area.ValueKind != JsonValueKind.Object)
        {
            console.Json(area);
            return;
        }

        var fields = area.EnumerateObject().Where(f => f.Name != "schemaVersion").SelectMany(f => Fields(f.Name, f.Value)).ToList();
        console.Facts(fields.Where(f => !IsTable(f.Value)).Select(f => (f.Name, (string?)Inline(f.Value))));
        foreach (var (name, list) in fields.Where(f => IsTable(f.Value)))
            WriteTable(console, name, list);
    }

    /// <summary>An object within is a fact for each of its values: all in one line would be too wide to read.</summary>
    private static IEnumerable<(string Name, JsonElement Value)> Fields(string name, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(f => Fields($"{name}.{f.Name}", f.Value))
        : [(name, value)];

    private static void WriteTable(CliConsole console, string name, JsonElement list)
    {
        var heads = list.EnumerateArray().SelectMany(row => row.EnumerateObject().Select(f => f.Name)).Distinct().ToList();
        bool IsNumber(string head) => list.EnumerateArray().All(row => !row.TryGetProperty(head, out var v) || v.ValueKind == JsonValueKind.Number);
        console.Out.WriteLine();
        console.Out.WriteLine(name);
        StatusTable.Write(
            console, [.. heads.Select(h => (h, IsNumber(h)))],
            [.. list.EnumerateArray().Select(row => heads.ConvertAll(h => row.TryGetProperty(h, out var value) ? Inline(value) : ""))]);
    }

    private static bool IsTable(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Object);

    private static string Inline(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => Shown.Count(number),
        JsonValueKind.String when value.TryGetDateTimeOffset(out var at) => Shown.Time(at),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Inline)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(f => $"{f.Name} {Inline(f.Value)}")),
        JsonValueKind.Null => "",
        _ => value.ToString(),
    };
}
