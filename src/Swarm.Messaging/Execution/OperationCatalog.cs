using System.Text.Json;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Execution;

/// <summary>The kinds and operations this system can run, and the rules of their payloads.</summary>
internal sealed partial class OperationCatalog(IEnumerable<ITaskExecutor> executors)
{
    /// <summary>Among an executor's operations: it takes others as well.</summary>
    public const string Any = "*";

    private readonly Dictionary<string, ITaskExecutor> byKind = executors.ToDictionary(e => e.Kind, StringComparer.Ordinal);

    public IReadOnlyList<string> Kinds => [.. byKind.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<Violation> Judge(string? kind, string? operation, JsonElement? payload)
    {
        if (kind is null)
            return [new("kind", null, $"Required: one of {string.Join(", ", Kinds)}.")];
        if (!byKind.TryGetValue(kind, out var executor))
            return [new("kind", PayloadRules.Cut(kind), $"One of {string.Join(", ", Kinds)}.", "unknown_operation")];
        var known = string.Join(", ", executor.Operations.Order(StringComparer.Ordinal));
        if (operation is null)
            return [new("operation", null, $"Required: {kind} has {known}.")];
        if (executor.Operations.Contains(Any))
            return Name().IsMatch(operation) ? executor.Validate(operation, payload ?? default) : [new("operation", PayloadRules.Cut(operation), "1 to 64 characters of A-Z a-z 0-9 . _ : -")];
        if (!executor.Operations.Contains(operation))
            return [new("operation", PayloadRules.Cut(operation), $"{kind} has {known}.", "unknown_operation")];
        return executor.Validate(operation, payload ?? default);
    }

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
