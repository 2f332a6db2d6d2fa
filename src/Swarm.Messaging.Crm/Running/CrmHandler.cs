using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Operations;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Does CRM operations for tasks, each effect once.</summary>
internal sealed class CrmHandler(IOperationRunner runner, EffectJournal journal) : ISwarmAgentHandler
{
    private readonly Dictionary<string, Operation> operations = runner.Operations.ToDictionary(o => o.Name, StringComparer.Ordinal);

    public async Task<AgentResult> HandleAsync(AgentTask task, CancellationToken cancellation)
    {
        if (!operations.TryGetValue(task.Operation, out var operation))
            return AgentResult.Fail("no_operation", $"This agent has no description of {task.Operation}; another may have.");
        if (BulkItems.Of(task.Payload) is { } items)
            return await ManyAsync(operation, task, items, cancellation).ConfigureAwait(false);
        return await OneAsync(OperationCall.Of(operation, task), cancellation).ConfigureAwait(false);
    }

    private async Task<AgentResult> OneAsync(OperationCall call, CancellationToken cancellation)
    {
        if (Refusal(call) is { } refusal)
            return refusal;
        return await journal.OnceAsync(Effect(call), (attempt, stop) => runner.RunAsync(call, attempt, stop), cancellation).ConfigureAwait(false);
    }

    private async Task<AgentResult> ManyAsync(Operation operation, AgentTask task, IReadOnlyList<BulkItems.Item> items, CancellationToken cancellation)
    {
        if (items.DistinctBy(i => i.IdempotencyKey ?? i.TaskId).Count() < items.Count)
            return AgentResult.Fail("bad_input", "Two of the items have the same idempotency key.", retryable: false);
        var calls = items.Select(i => OperationCall.Of(operation, task, i.TaskId, i.IdempotencyKey, i.Input)).ToList();
        var ends = new AgentResult[calls.Count];
        var most = runner.Together(operation);
        foreach (var part in calls.Index().Where(c => (ends[c.Index] = Refusal(c.Item)!) is null).Chunk(most))
        {
            cancellation.ThrowIfCancellationRequested();
            var some = part.Select(p => p.Item).ToList();
            var results = most == 1
                ? [await OneAsync(some[0], cancellation).ConfigureAwait(false)]
                : await journal.OnceAsync(
                    some.ConvertAll(Effect), (left, stop) => runner.RunTogetherAsync([.. left.Select(i => some[i])], stop), cancellation).ConfigureAwait(false);
            foreach (var (place, result) in part.Zip(results))
                ends[place.Index] = result;
            task.Progress((double)ends.Count(e => e is not null) / ends.Length, null);
        }

        return BulkItems.Answer(items, ends);
    }

    private EffectRequest Effect(OperationCall call) => call.Effect((since, stop) => runner.VerifyAsync(call, since, stop));

    private static AgentResult? Refusal(OperationCall call) => call.Missing() is { Count: > 0 } missing
        ? AgentResult.Fail("bad_input", $"{call.Operation.Name} needs {string.Join(", ", missing)} in its input.", retryable: false) : null;
}
