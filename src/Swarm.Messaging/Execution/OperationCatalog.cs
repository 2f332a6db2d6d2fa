using System.Text.Json;

namespace Swarm.Messaging.Execution;

/// <summary>The kinds and operations this system can run, and the rules of their payloads.</summary>
internal sealed class OperationCatalog(IEnumerable<ITaskExecutor> executors)
{
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
        if (!executor.Operations.Contains(operation))
            return [new("operation", PayloadRules.Cut(operation), $"{kind} has {known}.", "unknown_operation")];
        return executor.Validate(operation, payload ?? default);
    }
}
