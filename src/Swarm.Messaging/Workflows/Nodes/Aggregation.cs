using System.Text.Json;
using Newtonsoft.Json.Linq;
using Swarm.Messaging.Expressions;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>How the results of several become one. Numbers are what they are in expressions. Pure.</summary>
internal static class Aggregation
{
    public const string Merge = "merge";
    public const string Collect = "collect";
    public const string Reduce = "reduce";

    public static IReadOnlyList<string> All { get; } = [Merge, Collect, Reduce];

    /// <summary><see cref="ExpressionException"/> where there are numbers that cannot be added.</summary>
    /// <returns>Null (the JSON value) of none.</returns>
    public static JsonElement Of(string how, IReadOnlyList<JsonElement> results) => how switch
    {
        Merge => Each(results, Merged),
        Reduce => Each(results, Reduced),
        _ => JsonSerializer.SerializeToElement(results),
    };

    private static JsonElement Each(IReadOnlyList<JsonElement> results, Func<JToken, JToken, JToken> into) => results.Count == 0
        ? JsonElement.Parse("null")
        : JsonElement.Parse(ExpressionJson.Of(results.Select(ExpressionTokens.Of).Aggregate(into)));

    /// <summary>Objects into one another; otherwise the later value, unless it is null.</summary>
    private static JToken Merged(JToken first, JToken second) =>
        first is JObject all && second is JObject more ? Into(all, more, Merged) : IsNull(second) ? first : second;

    /// <summary>Numbers are added, lists joined, texts joined by a line end, truths must all be true, objects are reduced name by name; of what differs in kind the later value.</summary>
    private static JToken Reduced(JToken first, JToken second) => (first, second) switch
    {
        _ when IsNull(second) => first,
        (JObject all, JObject more) => Into(all, more, Reduced),
        (JArray list, JArray more) => Joined(list, more),
        _ when Numbers.Is(first) && Numbers.Is(second) => Numbers.Sum([first, second]),
        (JValue { Value: string text }, JValue { Value: string more }) => new JValue($"{text}\n{more}"),
        (JValue { Value: bool a }, JValue { Value: bool b }) => new JValue(a && b),
        _ => second,
    };

    private static JObject Into(JObject all, JObject more, Func<JToken, JToken, JToken> into)
    {
        foreach (var field in more.Properties())
        {
            if (all.Property(field.Name, StringComparison.Ordinal) is { } own)
                own.Value = into(Taken(own), Taken(field));
            else
                all.Add(field.Name, Taken(field));
        }

        return all;
    }

    private static JArray Joined(JArray all, JArray more)
    {
        var entries = more.ToList();
        more.Clear();
        foreach (var entry in entries)
            all.Add(entry);
        return all;
    }

    /// <summary>Out of its place: what has one is copied wherever it is put.</summary>
    private static JToken Taken(JProperty field)
    {
        var value = field.Value;
        field.Value = JValue.CreateNull();
        return value;
    }

    private static bool IsNull(JToken value) => value.Type == JTokenType.Null;
}
