using System.Globalization;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Agents;

/// <summary>Judges what an agent says of what it can and how it is. Pure.</summary>
internal static class AgentSkillRules
{
    private const int MaxEntries = 64;
    private const int Longest = 64;
    private const int LongestName = 128;

    public static void Check(RegisterAgent command, List<Violation> found)
    {
        if (command.Name is { } name && !IsText(name, LongestName))
            found.Add(new("name", PayloadRules.Cut(name), $"1 to {LongestName} characters, none of them a control character."));
        CheckEntries(command.Languages, "languages", found);
        CheckEntries(command.Frameworks, "frameworks", found);
        CheckEntries(command.Domains, "domains", found);
        CheckEntries(command.Tools, "tools", found);
        CheckEntries(command.Permissions, "permissions", found);
        CheckEntries(command.BulkOperations, "bulkOperations", found);
        found.AddRange((command.BulkOperations ?? []).Where(o => o.Length <= Longest && !AgentRules.IsOperation(o))
            .Select(o => new Violation("bulkOperations", o, "1 to 64 characters of a-z 0-9 . _ -")));
        CheckParts(
            [("workload", command.Workload), ("health", command.Health), ("reliability", command.Reliability), ("quality", command.Quality), ("successRate", command.SuccessRate)], found);
    }

    public static void CheckParts(IEnumerable<(string Field, decimal? Value)> parts, List<Violation> found) => found.AddRange(parts
        .Where(part => part.Value is < 0 or > 1)
        .Select(part => new Violation(part.Field, part.Value!.Value.ToString(CultureInfo.InvariantCulture), "A number from 0 to 1.")));

    /// <summary>Entries of a list, of an agent or of what a task requires.</summary>
    public static void CheckEntries(IReadOnlyList<string>? entries, string field, List<Violation> found, int most = MaxEntries)
    {
        if (entries is { Count: var count } && count > most)
            found.Add(new(field, $"{count} entries", $"At most {most} entries."));
        for (var i = 0; i < Math.Min(entries?.Count ?? 0, most); i++)
        {
            if (!IsText(entries![i], Longest))
                found.Add(new($"{field}[{i}]", PayloadRules.Cut(entries[i]), $"1 to {Longest} characters, none of them a control character."));
        }
    }

    private static bool IsText(string text, int longest) => text.Length >= 1 && text.Length <= longest && !text.Any(char.IsControl);
}
