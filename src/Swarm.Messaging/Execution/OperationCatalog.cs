using System.Text.Json;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Execution;

/// <summary>The kinds and operations this system can run, and the rules of their payloads.</summary>
internal sealed partial class OperationCatalog(IEnumerable<ITaskExecutor> executors, IOutsideKinds? outside = null)
{
    /// <summary>Among an executor's operations: it takes others as well.</summary>
    public const string Any = "*";

    private readonly Dictionary<string, ITaskExecutor> byKind = executors.ToDictionary(e => e.Kind, StringComparer.Ordinal);

    public IReadOnlyList<string> Kinds => [.. byKind.Keys.Union(outside?.Kinds ?? []).Order(StringComparer.Ordinal)];

    public IReadOnlyList<Violation> Judge(string? kind, string? operation, JsonElement? payload)
    {
        if (kind is null)
            return [new("kind", null, $"Required: one of {string.Join(", ", Kinds)}.")];
        if (IsOutside(kind, operation))
            return [];
        if (!byKind.TryGetValue(kind, out var executor) && outside?.Kinds.Contains(kind) == true)
            return [new("operation", operation is null ? null : PayloadRules.Cut(operation), OutsideRule(kind), operation is null ? "invalid" : "unknown_operation")];
        if (executor is null)
            return [new("kind", PayloadRules.Cut(kind), $"One of {string.Join(", ", Kinds)}.", "unknown_operation")];
        var known = string.Join(", ", executor.Operations.Order(StringComparer.Ordinal));
        if (operation is null)
            return [new("operation", null, $"Required: {kind} has {known}.")];
        if (executor.Operations.Contains(Any) && !Name().IsMatch(operation))
            return [new("operation", PayloadRules.Cut(operation), "1 to 64 characters of A-Z a-z 0-9 . _ : -")];
        if (!Runs(executor, operation))
            return [new("operation", PayloadRules.Cut(operation), $"{kind} has {known}.", "unknown_operation")];
        return executor.Validate(operation, payload ?? default);
    }

    /// <summary>False: agents alone, if anybody.</summary>
    public bool RunsHere(string kind) => byKind.ContainsKey(kind);

    /// <summary>A host runs the operation itself, so that no agent ever gets it.</summary>
    public bool RunsHere(string kind, string operation) => byKind.ContainsKey(kind) && !IsOutside(kind, operation);

    private static bool Runs(ITaskExecutor executor, string operation) =>
        executor.Operations.Contains(operation) || executor.Operations.Contains(Any);

    /// <summary>Nothing of ours runs it, and somebody outside does.</summary>
    private bool IsOutside(string kind, string? operation) =>
        operation is not null && Word().IsMatch(operation) && outside?.Kinds.Contains(kind) == true
        && (!byKind.TryGetValue(kind, out var executor) || !Runs(executor, operation))
        && outside.Operations(kind) is var taken && (taken is null || taken.Contains(operation));

    private string OutsideRule(string kind) => outside!.Operations(kind) is { } taken
        ? $"{kind} is run by agents, which take {string.Join(", ", taken.Order(StringComparer.Ordinal))}."
        : $"{kind} is run by agents: 1 to 64 characters of a-z 0-9 . _ -";

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
