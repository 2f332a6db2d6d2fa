using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Configuration;

/// <summary>A section of the configuration: an options class, with those of its options that can be changed at run time.</summary>
/// <param name="atStart">The others, which each host is told at its start.</param>
internal abstract class ConfigurationSection(string name, IReadOnlyList<ConfigurationField> fields, IReadOnlyList<ConfigurationField> atStart)
{
    public string Name => name;

    public IReadOnlyList<ConfigurationField> Fields => fields;

    public IReadOnlyList<ConfigurationField> AtStart => atStart;

    /// <summary>The options as they are with these values set over what the host was told at its start.</summary>
    /// <param name="values">JSON by the field's path; those of other sections do not count.</param>
    /// <exception cref="OptionsValidationException">The options class refuses them.</exception>
    public abstract object Make(IReadOnlyDictionary<string, string> values);

    /// <summary>The options without any setting.</summary>
    public abstract object Default();

    public ConfigurationField? Find(string field) => fields.FirstOrDefault(f => f.Name.Equals(field, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is stored and cannot be read by this version of the host, with what it must be.</summary>
    public IReadOnlyList<(ConfigurationField Field, string Rule)> Unreadable(IReadOnlyDictionary<string, string> stored)
    {
        var scratch = Default();
        var found = new List<(ConfigurationField, string)>();
        foreach (var field in fields)
        {
            if (stored.TryGetValue(field.Path, out var json) && field.Set(scratch, JsonElement.Parse(json)) is { } rule)
                found.Add((field, rule));
        }

        return found;
    }

    /// <summary>
    /// Judges a change as a whole: nothing of it counts when a name is unknown, a value is of a wrong form, or the options class refuses
    /// what the section would become.
    /// </summary>
    /// <param name="stored">What is set now.</param>
    /// <param name="values">By field, or by the path of an entry of one, which is set over what the field is now; null takes a value back.</param>
    /// <returns>What is to be stored: JSON by path, null to remove; only what differs from what is stored.</returns>
    public IReadOnlyDictionary<string, string?> Judge(
        IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, JsonElement> values, List<Violation> found)
    {
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        var scratch = Default();
        foreach (var (given, value) in values)
        {
            if (ConfigurationEntry.Split(given) is (var name, { Length: > 0 } path) && Find(name) is { } whole)
                JudgeEntry(whole, path, value, stored, changes, found);
            else if (Find(given) is not { } field)
                found.Add(new($"values.{PayloadRules.Cut(given)}", PayloadRules.Show(value), Unknown(given)));
            else if (value.ValueKind == JsonValueKind.Null)
                changes[field.Path] = null;
            else if (field.Set(scratch, value) is { } rule)
                found.Add(new($"values.{field.Name}", PayloadRules.Show(value), Entries(field, value) ?? $"It must be {rule}."));
            else
                changes[field.Path] = field.Of(scratch).GetRawText();
        }

        if (found.Count > 0)
            return changes;
        var after = new Dictionary<string, string>(stored, StringComparer.Ordinal);
        foreach (var (path, json) in changes)
        {
            if (json is null)
                after.Remove(path);
            else
                after[path] = json;
        }

        try
        {
            Make(after);
        }
        catch (OptionsValidationException e)
        {
            found.AddRange(e.Failures.Select(f => Refused(f, stored, values)));
        }

        return changes.Where(c => stored.GetValueOrDefault(c.Key) != c.Value).ToDictionary(StringComparer.Ordinal);
    }

    private void JudgeEntry(
        ConfigurationField field, string[] path, JsonElement value, IReadOnlyDictionary<string, string> stored, Dictionary<string, string?> changes, List<Violation> found)
    {
        var (entry, scratch) = ($"values.{field.Name}:{PayloadRules.Cut(string.Join(':', path))}", Default());
        var now = changes.GetValueOrDefault(field.Path) is { } earlier ? JsonElement.Parse(earlier) : field.Of(Make(stored));
        // A command line has texts alone, and JSON knows numbers in a text but no truth.
        var rule = (string?)"a setting with entries";
        foreach (var form in value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var flag) ? [value, JsonSerializer.SerializeToElement(flag)] : new[] { value })
        {
            if (ConfigurationEntry.Over(now, path, form) is { } after)
                rule = field.Set(scratch, after);
            if (rule is null)
                break;
        }

        if (rule is not null)
            found.Add(new(entry, PayloadRules.Show(value), (path.Contains("") ? null : field.Fault(path, value)) ?? $"With it {field.Name} must be {rule}."));
        else
            changes[field.Path] = field.Of(scratch).GetRawText();
    }

    /// <summary>Of an option with entries the one that is wrong; of any other there is no more to say than its form.</summary>
    private static string? Entries(ConfigurationField field, JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.String && field.HasEntries ? field.Fault([], value) : null;

    private Violation Refused(string failure, IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, JsonElement> values)
    {
        // What was set beside it is what it does not go with.
        var beside = fields.Where(f => stored.ContainsKey(f.Path) && f.IsNamedIn(failure) && !values.Keys.Any(given => Find(ConfigurationEntry.Split(given).Field) == f)).Select(f => f.Path).ToList();
        if (beside.Count > 0)
            failure = $"{failure.TrimEnd('.')}. {string.Join(" and ", beside)} {(beside.Count == 1 ? "is" : "are")} set at run time, too: give a value for both, or take back both, in one change.";
        foreach (var (given, value) in values)
        {
            if (Find(ConfigurationEntry.Split(given).Field) is { } field && field.IsNamedIn(failure))
                return new($"values.{field.Name}", PayloadRules.Show(value), failure);
        }

        return new("values", PayloadRules.Cut(JsonSerializer.Serialize(values)), failure);
    }

    private string Unknown(string given)
    {
        if (atStart.FirstOrDefault(f => f.Name.Equals(ConfigurationEntry.Split(given).Field, StringComparison.OrdinalIgnoreCase)) is { } fixedOne)
            return $"{fixedOne.Path} is told to each host at its start, and is not changed at run time: {fixedOne.AtStartBy}.";
        return NearestName.Of(given, fields.Select(f => f.Name)) is { } near ? $"{name} has no such setting for run time; did you mean {near}?"
            : $"{name} has no such setting for run time; there {(fields.Count == 0 ? "is none" : $"are {string.Join(", ", fields.Select(f => f.Name))}")}.";
    }
}
