using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Placement.Flow;

/// <summary>Rates that keys of a name have while nobody has said any for them. Pure.</summary>
internal sealed partial class FlowBudgets
{
    private const int MostRates = 8;
    private const int MostStarts = 10_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Of these nothing is counted unless somebody has said a limit: it would cost each task that there is.</summary>
    private static readonly string[] Said = [FlowKeyNames.Client, FlowKeyNames.Operation, FlowKeyNames.Agent, FlowKeyNames.Target, FlowKeyNames.Login];

    private readonly SortedDictionary<string, IReadOnlyList<FlowRate>> rates = new(StringComparer.Ordinal);

    /// <param name="texts">By name, as the setting has them; those with a fault have none.</param>
    public FlowBudgets(IEnumerable<KeyValuePair<string, string>> texts)
    {
        foreach (var (name, text) in texts)
        {
            if (Fault(name, text) is null && Rates(text) is { Count: > 0 } found)
                rates[name] = found;
        }

        Json = new JsonObject(rates.Select(b => KeyValuePair.Create(
            b.Key, (JsonNode?)new JsonArray([.. b.Value.Select(r => new JsonArray(r.Starts, (long)r.Per.TotalMilliseconds))])))).ToJsonString();
    }

    public IReadOnlyCollection<string> Names => rates.Keys;

    /// <summary>As flow.lua reads them.</summary>
    public string Json { get; }

    /// <returns>None: keys of the name have no budget.</returns>
    public IReadOnlyList<FlowRate> Of(string name) => rates.GetValueOrDefault(name, []);

    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? Fault(string name, string? text)
    {
        if (!Name().IsMatch(name) || Said.Contains(name, StringComparer.Ordinal))
            return $"is no name of a budget: it is {FlowKeyNames.Location} or one of Distribution:LimitKeys; of {string.Join(", ", Said)} say limits by swarm limits set.";
        return Rates(text) is { Count: <= MostRates } ? null : $"is '{text}'; it must be at most {MostRates} rates as in 100/10s 200000/1d (ms, s, m, h, d; at most 31 days), or empty for none.";
    }

    /// <returns>Null: it cannot be read.</returns>
    private static List<FlowRate>? Rates(string? text)
    {
        var found = new List<FlowRate>();
        foreach (var part in (text ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Rate().Match(part);
            if (!match.Success || !int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var starts) || starts is < 1 or > MostStarts
                || !long.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var count) || count is < 1 or > int.MaxValue)
                return null;
            var per = count * match.Groups[3].Value switch
            {
                "ms" => TimeSpan.FromMilliseconds(1),
                "s" => TimeSpan.FromSeconds(1),
                "m" => TimeSpan.FromMinutes(1),
                "h" => TimeSpan.FromHours(1),
                _ => TimeSpan.FromDays(1),
            };
            if (per > Longest)
                return null;
            found.Add(new FlowRate(starts, per));
        }

        return found;
    }

    [GeneratedRegex("^([0-9]{1,9})/([0-9]{1,10})(ms|s|m|h|d)\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Rate();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,31}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
