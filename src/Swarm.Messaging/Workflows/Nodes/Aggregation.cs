using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>How the results of several become one. Pure.</summary>
internal static class Aggregation
{
    public const string Merge = "merge";
    public const string Collect = "collect";
    public const string Reduce = "reduce";

    public static IReadOnlyList<string> All { get; } = [Merge, Collect, Reduce];

    public static JsonNode? Of(string how, IReadOnlyList<JsonElement> results) => how switch
    {
        Merge => results.Select(Node).Aggregate((JsonNode?)null, (all, next) => all is null ? next : Merged(all, next)),
        Reduce => results.Select(Node).Aggregate((JsonNode?)null, (all, next) => all is null ? next : Reduced(all, next)),
        _ => new JsonArray([.. results.Select(Node)]),
    };

    /// <summary>Objects into one another; otherwise the later value, unless it is null.</summary>
    private static JsonNode? Merged(JsonNode? first, JsonNode? second)
    {
        if (first is not JsonObject a || second is not JsonObject b)
            return second ?? first;
        var merged = a.DeepClone().AsObject();
        foreach (var (name, value) in b)
            merged[name] = merged.TryGetPropertyValue(name, out var own) ? Merged(own, value)?.DeepClone() : value?.DeepClone();
        return merged;
    }

    /// <summary>Numbers are added, lists joined, texts joined by a line end, truths must all be true, objects are reduced name by name; of what differs in kind the later value.</summary>
    private static JsonNode? Reduced(JsonNode? first, JsonNode? second)
    {
        if (first is null || second is null)
            return second ?? first;
        if (first is JsonArray list && second is JsonArray more)
            return new JsonArray([.. list.Concat(more).Select(n => n?.DeepClone())]);
        if (first is JsonObject a && second is JsonObject b)
        {
            var reduced = a.DeepClone().AsObject();
            foreach (var (name, value) in b)
                reduced[name] = reduced.TryGetPropertyValue(name, out var own) ? Reduced(own, value)?.DeepClone() : value?.DeepClone();
            return reduced;
        }

        return (first.GetValueKind(), second.GetValueKind()) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => Sum(first, second),
            (JsonValueKind.String, JsonValueKind.String) => JsonValue.Create($"{first.GetValue<string>()}\n{second.GetValue<string>()}"),
            (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) =>
                JsonValue.Create(first.GetValueKind() == JsonValueKind.True && second.GetValueKind() == JsonValueKind.True),
            _ => second.DeepClone(),
        };
    }

    private static JsonValue Sum(JsonNode first, JsonNode second)
    {
        var (a, b) = (JsonElement.Parse(first.ToJsonString()), JsonElement.Parse(second.ToJsonString()));
        if (!a.TryGetDecimal(out var x) || !b.TryGetDecimal(out var y))
            return JsonValue.Create(a.GetDouble() + b.GetDouble());
        try
        {
            return JsonValue.Create(x + y);
        }
        catch (OverflowException)
        {
            return JsonValue.Create(a.GetDouble() + b.GetDouble());
        }
    }

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
