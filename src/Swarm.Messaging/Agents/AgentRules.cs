using System.Text.RegularExpressions;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Agents;

/// <summary>Judges what agents say: every broken rule at once. Pure.</summary>
internal static partial class AgentRules
{
    public const int MaxTokens = 10_000;
    public const int MaxStarts = 1_000;

    private const int MaxNames = 64;
    private const int MaxKinds = 32;
    private const int MaxTags = 16;
    private const int MaxCapacity = 10_000;
    private const int DefaultCapacity = 10;
    private const int MaxReason = 500;
    private const string NameRule = "1 to 32 characters of a-z 0-9 _ -";

    /// <summary>The definition that a registration makes; null with what is wrong with it.</summary>
    /// <param name="hasBroker">False in embedded mode, where no other process can consume a queue.</param>
    public static AgentDefinition? Define(RegisterAgent command, bool hasBroker, List<Violation> found)
    {
        CommandRules.CheckId(command.AgentId, "agentId", required: true, found);
        CommandRules.CheckId(command.Instance, "instance", required: false, found, reserved: false);
        if (command.Type is { } type && !Word().IsMatch(type))
            found.Add(new("type", PayloadRules.Cut(type), "1 to 64 characters of A-Z a-z 0-9 . _ -"));
        CheckNames(command.Capabilities?.FileTypes, "capabilities.fileTypes", found, star: true);
        CheckNames(command.Capabilities?.Operations, "capabilities.operations", found, star: true);
        CheckNames(command.Capabilities?.Specializations, "capabilities.specializations", found, star: false);
        CheckKinds(command.Kinds, found);
        CheckTags(command.Tags, found);
        AgentSkillRules.Check(command, found);
        if (command.MaxCapacity is < 1 or > MaxCapacity)
            found.Add(new("maxCapacity", command.MaxCapacity.ToString(), $"A whole number from 1 to {MaxCapacity}."));
        var transport = command.Transport ?? (hasBroker ? AgentTransports.Bus : AgentTransports.Http);
        if (transport is not (AgentTransports.Bus or AgentTransports.Http))
            found.Add(new("transport", PayloadRules.Cut(transport), $"{AgentTransports.Bus} or {AgentTransports.Http}."));
        return found.Count > 0 ? null : new AgentDefinition
        {
            AgentId = command.AgentId!,
            Type = command.Type ?? "agent",
            TakesCode = command.Capabilities is not null || command.Kinds is not { Count: > 0 },
            FileTypes = Sorted(command.Capabilities?.FileTypes),
            Operations = Sorted(command.Capabilities?.Operations),
            Specializations = Sorted(command.Capabilities?.Specializations) ?? [],
            Kinds = [.. (command.Kinds ?? []).Select(k => k with { Operations = Sorted(k.Operations) })],
            Tags = Sorted(command.Tags) ?? [],
            Streaming = command.Streaming == true,
            MaxCapacity = command.MaxCapacity ?? DefaultCapacity,
            Transport = transport,
            Name = command.Name,
            Languages = Sorted(command.Languages) ?? [],
            Frameworks = Sorted(command.Frameworks) ?? [],
            Domains = Sorted(command.Domains) ?? [],
            Tools = Sorted(command.Tools) ?? [],
            Permissions = Sorted(command.Permissions) ?? [],
            BulkOperations = Sorted(command.BulkOperations) ?? [],
            Standing = new AgentStanding(
                command.Workload ?? 0, command.Health ?? 1, command.Reliability ?? 1, command.Quality ?? 1, command.SuccessRate ?? 1),
        };
    }

    public static void Check(AgentHeartbeat command, List<Violation> found)
    {
        CommandRules.CheckId(command.AgentId, "agentId", required: true, found);
        CommandRules.CheckId(command.Instance, "instance", required: false, found, reserved: false);
        CheckTokens(command.Tokens, MaxTokens, found);
        AgentSkillRules.CheckParts(
            [("workload", command.Workload), ("health", command.Health), ("reliability", command.Reliability), ("quality", command.Quality), ("successRate", command.SuccessRate)], found);
    }

    public static void Check(StartAttempts command, List<Violation> found)
    {
        CommandRules.CheckId(command.AgentId, "agentId", required: true, found);
        if (command.Tokens is not { Count: > 0 })
            found.Add(new("tokens", command.Tokens is null ? null : "[]", "Required: the lease tokens of the attempts that are about to begin."));
        CheckTokens(command.Tokens, MaxStarts, found);
        if (command.Call is null or { Length: 0 or > 64 })
            found.Add(new("call", command.Call is null ? null : PayloadRules.Cut(command.Call), "Required: a name for this question of 1 to 64 characters, e.g. a new UUID; the same when it is asked again."));
    }

    /// <summary>An id, and perhaps a reason and an instance.</summary>
    public static void Check(string? agentId, string? reason, List<Violation> found, string? instance = null)
    {
        CommandRules.CheckId(agentId, "agentId", required: true, found);
        CommandRules.CheckId(instance, "instance", required: false, found, reserved: false);
        if (reason is { Length: > MaxReason })
            found.Add(new("reason", PayloadRules.Cut(reason), $"At most {MaxReason} characters."));
    }

    public static bool IsOperation(string name) => Operation().IsMatch(name);

    /// <summary>One that an agent can declare; work on code it takes by its capabilities.</summary>
    public static bool IsKind(string name) => name != "code" && Name().IsMatch(name);

    private static void CheckTokens(IReadOnlyList<string>? tokens, int most, List<Violation> found)
    {
        if (tokens is { Count: var count } && count > most)
            found.Add(new("tokens", $"{count} entries", $"At most {most} entries."));
    }

    private static void CheckNames(IReadOnlyList<string>? names, string field, List<Violation> found, bool star)
    {
        if (names is { Count: 0 or > MaxNames })
            found.Add(new(field, $"{names.Count} entries", $"1 to {MaxNames} entries{(star ? "; leave it out for all" : "; leave it out for none")}."));
        for (var i = 0; i < (names?.Count ?? 0); i++)
        {
            if (!Name().IsMatch(names![i]) && !(star && names[i] == "*"))
                found.Add(new($"{field}[{i}]", PayloadRules.Cut(names[i]), $"{NameRule}{(star ? ", or *" : "")}."));
        }
    }

    private static void CheckKinds(IReadOnlyList<AgentKind>? kinds, List<Violation> found)
    {
        if (kinds is { Count: > MaxKinds })
            found.Add(new("kinds", $"{kinds.Count} entries", $"At most {MaxKinds} entries."));
        for (var i = 0; i < (kinds?.Count ?? 0); i++)
        {
            var (name, operations) = (kinds![i].Kind, kinds[i].Operations);
            if (name is null || !Name().IsMatch(name))
                found.Add(new($"kinds[{i}].kind", name is null ? null : PayloadRules.Cut(name), $"Required: {NameRule}."));
            else if (name == "code")
                found.Add(new($"kinds[{i}].kind", name, "Work on code is described by capabilities, not here."));
            if (operations is { Count: 0 or > MaxNames })
                found.Add(new($"kinds[{i}].operations", $"{operations.Count} entries", $"1 to {MaxNames} entries; leave it out for all."));
            for (var n = 0; n < (operations?.Count ?? 0); n++)
            {
                if (!Operation().IsMatch(operations![n]))
                    found.Add(new($"kinds[{i}].operations[{n}]", PayloadRules.Cut(operations[n]), "1 to 64 characters of a-z 0-9 . _ -"));
            }
        }
    }

    private static void CheckTags(IReadOnlyList<string>? tags, List<Violation> found)
    {
        if (tags is { Count: > MaxTags })
            found.Add(new("tags", $"{tags.Count} entries", $"At most {MaxTags} entries."));
        for (var i = 0; i < (tags?.Count ?? 0); i++)
        {
            if (!Tag().IsMatch(tags![i]))
                found.Add(new($"tags[{i}]", PayloadRules.Cut(tags[i]), "1 to 64 characters of A-Z a-z 0-9 . _ : -"));
            else if (tags[i] == "wasm")
                found.Add(new($"tags[{i}]", tags[i], "Only the WebAssembly pools have this tag."));
        }
    }

    private static IReadOnlyList<string>? Sorted(IReadOnlyList<string>? names) =>
        names is null ? null : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex("^[a-z0-9_-]{1,32}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Operation();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
