using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Flow;

/// <summary>Commands about limits out of JSON, judged: what cannot be done is a violation.</summary>
internal static partial class FlowReader
{
    /// <summary>Of one rate.</summary>
    public const int MostStarts = 10_000_000;

    /// <summary>Of a rate and of a pause: 31 days.</summary>
    public const long LongestPeriodMs = 31L * 24 * 3_600_000;

    private const int MostRates = 8;
    private const int MostAtATime = 100_000;
    private const int LongestReason = 200;

    /// <returns>Null: the limit is to be removed.</returns>
    public static FlowLimit? Limit(JsonElement message, List<Violation> found, IReadOnlyCollection<string> own, out string key)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        key = Key(fields, found);
        var (concurrency, weight, remove) = (fields.Within("concurrency", 1, MostAtATime, ": attempts at a time"), fields.Any("weight"), fields.Flag("remove"));
        var rates = Rates(fields, found);
        fields.RefuseUnknown(nameof(SetLimit));
        var turns = 1m;
        if (weight is { } given && !(given.ValueKind == JsonValueKind.Number && given.TryGetDecimal(out turns) && turns is >= 0.01m and <= 100))
            found.Add(new("weight", PayloadRules.Show(given), "0.01..100: turns of the client for one of another."));
        var said = concurrency is not null || weight is not null || rates.Count > 0;
        if (remove == true && said)
            found.Add(new("remove", "true", "Alone with the key: a limit is either set or removed."));
        if (remove != true && !said && found.Count == 0)
            found.Add(new("concurrency", null, "One of concurrency, rates and weight is required, or remove."));
        if (remove == true)
        {
            Judge(key, found, FlowKeyRules.RemoveFault);
            return null;
        }

        Judge(key, found, k => FlowKeyRules.LimitFault(k, weight is not null, own));
        return new FlowLimit(key, (int?)concurrency, rates, turns);
    }

    public static FlowPause Pause(JsonElement message, List<Violation> found, IReadOnlyCollection<string> own, string by, DateTimeOffset now)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var key = Key(fields, found);
        Judge(key, found, k => FlowKeyRules.PauseFault(k, own));
        var (length, until, reason) = (fields.Within("forMs", 1, LongestPeriodMs, ": how long, in ms"), fields.Text("until"), fields.AtMost("reason", LongestReason));
        fields.RefuseUnknown(nameof(PauseDispatch));
        DateTimeOffset? end = length is { } ms ? now.AddMilliseconds(Math.Clamp(ms, 0, LongestPeriodMs)) : null;
        if (until is not null)
        {
            if (length is not null)
                found.Add(new("until", PayloadRules.Cut(until), "Not together with forMs."));
            if (!DateTimeOffset.TryParse(until, System.Globalization.CultureInfo.InvariantCulture, out var at) || at <= now || at >= now.AddMilliseconds(LongestPeriodMs))
                found.Add(new("until", PayloadRules.Cut(until), $"A time within the next 31 days, e.g. {now.AddHours(1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}."));
            else if (!Zone().IsMatch(until))
                found.Add(new("until", PayloadRules.Cut(until), "A time with its zone, Z or an offset like +02:00: without one it would be that of the host."));
            else
                end = at;
        }

        CommandRules.CheckPrintable(reason, "reason", found);
        return new FlowPause(key, end, reason, by, now);
    }

    public static string Resume(JsonElement message, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var key = Key(fields, found);
        fields.RefuseUnknown(nameof(ResumeDispatch));
        return key;
    }

    /// <summary>All are asked for: of one alone nobody answers.</summary>
    public static void Get(JsonElement message, List<Violation> found)
    {
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        fields.RefuseUnknown(nameof(GetLimits));
    }

    private static string Key(JsonFields fields, List<Violation> found)
    {
        var key = fields.Text("key");
        if (FlowKeyRules.FormFault(key) is { } fault)
            found.Add(new("key", key is null ? null : PayloadRules.Cut(key), fault));
        return key ?? "";
    }

    private static void Judge(string key, List<Violation> found, Func<string, string?> rule)
    {
        if (FlowKeyRules.FormFault(key) is null && rule(key) is { } fault)
            found.Add(new("key", PayloadRules.Cut(key), fault));
    }

    private static List<FlowRate> Rates(JsonFields fields, List<Violation> found)
    {
        var rates = new List<FlowRate>();
        if (fields.List("rates") is not { } list)
            return rates;
        if (list.GetArrayLength() > MostRates)
            found.Add(new("rates", $"{list.GetArrayLength()} entries", $"At most {MostRates}."));
        foreach (var (i, json) in list.EnumerateArray().Take(MostRates).Index())
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                found.Add(new($"rates[{i}]", PayloadRules.Show(json), "An object with starts and perMs."));
                continue;
            }

            var rate = new JsonFields(json, $"rates[{i}].", found);
            var (starts, per) = (rate.Small("starts", 1, MostStarts, required: true), rate.Within("perMs", 1, LongestPeriodMs, required: true));
            rate.RefuseUnknown("An entry of rates");
            if (starts is { } many && per is { } length && length is >= 1 and <= LongestPeriodMs)
                rates.Add(new FlowRate(many, TimeSpan.FromMilliseconds(length)));
        }

        return rates;
    }

    [GeneratedRegex("(Z|[+-][0-9]{2}:?[0-9]{2})\\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Zone();
}
