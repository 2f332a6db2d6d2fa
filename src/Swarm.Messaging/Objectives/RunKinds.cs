using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Objectives;

/// <summary>Which kinds of task a run on agents can be made of: not those that hosts run themselves, nor those that one command alone makes.</summary>
internal sealed class RunKinds(OperationCatalog operations, TaskPolicies policies, IOptionsMonitor<ObjectiveOptions> options, IOutsideKinds? outside = null)
{
    /// <param name="run">What is asked for, its names judged already.</param>
    public IEnumerable<Violation> Judge(RunOnAgents run)
    {
        if (run.Kind is not { } kind)
            return [];
        if (policies.JudgeKind(kind) is { Count: > 0 } made)
            return made;
        string[] asked = run.Form == RunForms.Workflow ? [.. run.Operations!] : [run.Operation!];
        return asked.Any(operation => operations.RunsHere(kind, operation))
            ? [new("kind", kind, $"Hosts run tasks of the kind {kind} themselves, and no agent would get any: submit a task or a workflow instead, or choose a kind that agents take: {string.Join(", ", Known())}.", "reserved_kind")]
            : [];
    }

    private IEnumerable<string> Known() => (outside?.Kinds ?? [])
        .Where(kind => AgentRules.IsKind(kind) && !operations.RunsHere(kind) && policies.JudgeKind(kind).Count == 0)
        .Append(ObjectiveOptions.RunKind).Append(options.CurrentValue.Kind).Distinct().Order(StringComparer.Ordinal);
}
