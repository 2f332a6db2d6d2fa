using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>What is said of swarms, out of JSON, and the rules it obeys.</summary>
internal static class SwarmReader
{
    private const int LongestObjective = 10_000;
    private const int MostAgents = 10_000;
    private const int LongestLabel = 200;

    /// <summary>The end of the year 9999.</summary>
    private const long LatestTime = 253_402_300_799_999;

    private static readonly string[] Strategies = ["development", "research", "devops"];
    private static readonly string[] Modes = ["mesh", "hierarchical"];
    private static readonly string[] Priorities = ["high", "normal", "low"];

    /// <returns>From what is said of a swarm, what is said after the command; what it does not name stays.</returns>
    public static Func<SwarmDefinition, SwarmDefinition> Definition(JsonFields fields, List<Violation> found)
    {
        var objective = Short(fields, "objective", LongestObjective, found);
        var strategy = OneOf(fields, "strategy", Strategies, found);
        var mode = OneOf(fields, "mode", Modes, found);
        var most = fields.Small("maxAgents");
        if (most is < 1 or > MostAgents)
            found.Add(new("maxAgents", $"{most}", $"A whole number from 1 to {MostAgents}."));
        var (agents, tasks) = (List(fields, "agents", found), List(fields, "tasks", found));
        var metadata = fields.Object("metadata") is { } said ? Metadata(said, found) : null;
        if (metadata is not null)
            StoredJson.CheckDepth(fields.Any("metadata")!.Value, fields.PathOf("metadata"), found);
        return swarm => swarm with
        {
            Objective = objective ?? swarm.Objective,
            Strategy = strategy ?? swarm.Strategy,
            Mode = mode ?? swarm.Mode,
            MaxAgents = most ?? swarm.MaxAgents,
            Agents = agents ?? swarm.Agents,
            Tasks = tasks ?? swarm.Tasks,
            Metadata = metadata ?? swarm.Metadata,
        };
    }

    /// <returns>Null: no host outside wants it. One that says nothing but the id takes it as it is.</returns>
    public static SwarmClaim? Claim(JsonFields fields, List<Violation> found)
    {
        var hostId = fields.Text("hostId");
        CommandRules.CheckId(hostId, "hostId", required: false, found, reserved: false);
        string[] naming = ["swarmId", "hostId", "schemaVersion"];
        return hostId is null ? null : new SwarmClaim(
            hostId, fields.Text("swarmId") is not null && !fields.Json.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.Null && !naming.Contains(p.Name)));
    }

    public static string? Status(JsonFields fields, List<Violation> found) => OneOf(fields, "status", SwarmStatuses.All, found);

    /// <summary>A status that is set by hand: <c>recovering</c> is none, for nobody would carry that recovery out.</summary>
    public static string? NewStatus(JsonFields fields, string? id, List<Violation> found)
    {
        var status = Status(fields, found);
        if (status == SwarmStatuses.Recovering)
        {
            found.Add(new(
                fields.PathOf("status"), status,
                $"A recovery sets it and is not begun by it. Use recover: the command {nameof(RecoverSwarm)}, or swarm swarms recover {id ?? "ID"}.", "invalid_transition"));
        }

        return status;
    }

    /// <summary>What a coordinator waits for.</summary>
    public static BlockingSaid Blocking(JsonFields fields, List<Violation> found)
    {
        var (start, iteration) = (fields.Whole("startTime"), fields.Small("iteration"));
        if (start is < 1 or > LatestTime)
            found.Add(new("startTime", $"{start}", $"Milliseconds since 1970, from 1 to {LatestTime}."));
        if (iteration < 0)
            found.Add(new("iteration", $"{iteration}", "A whole number from 0."));
        var said = new BlockingSaid(
            OneOf(fields, "status", BlockingStatuses.All, found) ?? BlockingStatuses.Waiting, start, Short(fields, "signalType", LongestLabel, found), iteration,
            Short(fields, "phase", LongestLabel, found));
        fields.RefuseUnknown("A blocking state");
        return said;
    }

    public static SwarmFilter Filter(JsonFields fields, List<Violation> found)
    {
        var objective = Short(fields, "objective", 1_000, found);
        if (objective is not null && Fault(objective) is { } fault)
            found.Add(new("objective", PayloadRules.Cut(objective), fault));
        var limit = fields.Small("limit") ?? SwarmFilter.MostAtOnce;
        if (limit is < 1 or > SwarmFilter.MostAtOnce)
            found.Add(new("limit", $"{limit}", $"A whole number from 1 to {SwarmFilter.MostAtOnce}."));
        return new SwarmFilter(Status(fields, found), objective, OneOf(fields, "strategy", Strategies, found), OneOf(fields, "mode", Modes, found), fields.Text("phase"), limit);
    }

    public static string? Short(JsonFields fields, string name, int most, List<Violation> found)
    {
        var text = fields.Text(name);
        if (text is not null && text.Length > most)
            found.Add(new(name, PayloadRules.Cut(text), $"At most {most} characters."));
        return text;
    }

    private static SwarmMetadata Metadata(JsonFields fields, List<Violation> found)
    {
        var defaults = new SwarmMetadata();
        var priority = OneOf(fields, "priority", Priorities, found);
        var metadata = new SwarmMetadata
        {
            Creator = fields.Text("creator") ?? defaults.Creator,
            Phase = fields.Text("phase") ?? defaults.Phase,
            Priority = priority ?? defaults.Priority,
            Tags = fields.Texts("tags") ?? [],
            Capabilities = fields.Texts("capabilities") ?? [],
        };
        string[] known = ["creator", "phase", "priority", "tags", "capabilities", "interruptedAt", "reason"];
        var further = fields.Json.EnumerateObject().Where(p => !known.Contains(p.Name)).GroupBy(p => p.Name, StringComparer.Ordinal)
            .ToDictionary(p => p.Key, p => p.Last().Value.Clone(), StringComparer.Ordinal);
        metadata.Further = further.Count == 0 ? null : further;
        return metadata;
    }

    private static IReadOnlyList<JsonElement>? List(JsonFields fields, string name, List<Violation> found)
    {
        if (fields.List(name) is not { } list)
            return null;
        StoredJson.CheckDepth(list, fields.PathOf(name), found);
        return [.. list.EnumerateArray().Select(e => e.Clone())];
    }

    private static string? OneOf(JsonFields fields, string name, IReadOnlyList<string> words, List<Violation> found)
    {
        var word = fields.Text(name);
        if (word is not null && !words.Contains(word))
            found.Add(new(name, PayloadRules.Cut(word), $"One of {string.Join(", ", words)}."));
        return word;
    }

    private static string? Fault(string pattern)
    {
        try
        {
            SwarmSelection.Pattern(pattern);
            return null;
        }
        catch (Exception e) when (e is RegexParseException or NotSupportedException)
        {
            return $"A pattern without look-arounds and back-references: {e.Message}";
        }
    }
}
