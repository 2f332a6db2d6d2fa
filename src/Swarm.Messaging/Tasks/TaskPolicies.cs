using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tasks;

/// <summary>The policy of each kind.</summary>
internal sealed class TaskPolicies(IEnumerable<ITaskPolicy> own, OperationCatalog operations)
{
    private readonly Dictionary<string, ITaskPolicy> byKind = own
        .Concat(operations.Kinds.Select(kind => new RetryTaskPolicy(kind, operations)))
        .DistinctBy(policy => policy.Kind)
        .ToDictionary(policy => policy.Kind, StringComparer.Ordinal);

    private readonly RetryTaskPolicy other = new("", operations);

    /// <summary>What is wrong with kind, operation and payload.</summary>
    public IReadOnlyList<Violation> Judge(string? kind, string? operation, JsonElement? payload) =>
        kind is not null && byKind.TryGetValue(kind, out var policy) ? policy.Judge(operation, payload) : operations.Judge(kind, operation, payload);

    /// <summary>What is wrong with a caller's own task of the kind.</summary>
    public IReadOnlyList<Violation> JudgeKind(string? kind) => kind is not null && byKind.GetValueOrDefault(kind)?.MadeBy is { } command
        ? [new("kind", kind, $"Tasks of the kind {kind} are made of {command} alone; send that instead.", "reserved_kind")]
        : [];

    /// <summary>A kind that this host has never heard of fails as any other: a saga may have been accepted elsewhere.</summary>
    public ITaskPolicy For(string kind) => byKind.GetValueOrDefault(kind, other);
}
