using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Operations;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Does CRM operations for tasks, each effect once.</summary>
internal sealed class CrmHandler(IOperationRunner runner, EffectJournal journal, CredentialFile credentials, CrmAgentOptions options) : ISwarmAgentHandler
{
    private readonly Dictionary<string, Operation> operations = runner.Operations.ToDictionary(o => o.Name, StringComparer.Ordinal);

    public async Task<AgentResult> HandleAsync(AgentTask task, CancellationToken cancellation)
    {
        if (!operations.TryGetValue(task.Operation, out var operation))
            return AgentResult.Fail("no_operation", $"This agent has no description of {task.Operation}; another may have.");
        if (BulkItems.Of(task.Payload) is { } items)
            return await ManyAsync(operation, task, items, cancellation).ConfigureAwait(false);
        return await OneAsync(OperationCall.Of(operation, task), options.MaxResultBytes, cancellation).ConfigureAwait(false);
    }

    /// <param name="most">Bytes of the result. It is cut before it is written down: it has happened, whatever the service says of it.</param>
    private async Task<AgentResult> OneAsync(OperationCall call, int most, CancellationToken cancellation)
    {
        if (Refusal(call) is { } refusal)
            return refusal;
        return Shown(await journal.OnceAsync(
            Effect(call, most), async (attempt, stop) => Bounded(await runner.RunAsync(call, attempt, stop).ConfigureAwait(false), call, most), cancellation).ConfigureAwait(false), call);
    }

    private async Task<AgentResult> ManyAsync(Operation operation, AgentTask task, IReadOnlyList<BulkItems.Item> items, CancellationToken cancellation)
    {
        if (items.DistinctBy(i => i.IdempotencyKey ?? i.TaskId).Count() < items.Count)
            return AgentResult.Fail("bad_input", "Two of the items have the same idempotency key.", retryable: false);
        var calls = items.Select(i => OperationCall.Of(operation, task, i.TaskId, i.IdempotencyKey, i.Input)).ToList();
        var ends = new AgentResult[calls.Count];
        var (together, most) = (runner.Together(operation), Math.Max(CrmAgentOptions.LeastResultBytes, options.MaxResultBytes / calls.Count));
        foreach (var part in calls.Index().Where(c => (ends[c.Index] = Refusal(c.Item)!) is null).Chunk(together))
        {
            cancellation.ThrowIfCancellationRequested();
            var some = part.Select(p => p.Item).ToList();
            var results = together == 1
                ? [await OneAsync(some[0], most, cancellation).ConfigureAwait(false)]
                : await journal.OnceAsync(
                    some.ConvertAll(c => Effect(c, most)), (left, stop) => TogetherAsync([.. left.Select(i => some[i])], most, stop), cancellation).ConfigureAwait(false);
            foreach (var (place, result) in part.Zip(results))
                ends[place.Index] = Shown(result, place.Item);
            task.Progress((double)ends.Count(e => e is not null) / ends.Length, null);
        }

        return BulkItems.FailureOfAll(ends) ?? BulkItems.Answer(items, ends);
    }

    private async Task<IReadOnlyList<(AgentResult Result, bool NotDone)>> TogetherAsync(IReadOnlyList<OperationCall> calls, int most, CancellationToken cancellation) =>
        [.. (await runner.RunTogetherAsync(calls, cancellation).ConfigureAwait(false)).Zip(calls, (end, call) => (Bounded(end.Result, call, most), end.NotDone))];

    private EffectRequest Effect(OperationCall call, int most) => call.Effect(runner.AnswerTimeout, async (since, stop) =>
    {
        var verdict = await runner.VerifyAsync(call, since, stop).ConfigureAwait(false);
        return verdict is EffectVerdict.Done done && Bounded(new AgentResult.Succeeded(done.Result), call, most) is AgentResult.Succeeded shown ? new EffectVerdict.Done(shown.Result) : verdict;
    });

    /// <summary>What is said goes to people, to logs and to the system's store: without secrets.</summary>
    private AgentResult Shown(AgentResult result, OperationCall call) => credentials.SecretsOf(call.Client).Hide(result);

    /// <summary>As it is written down: first without secrets, half of one would not be found.</summary>
    private AgentResult Bounded(AgentResult result, OperationCall call, int most) =>
        Shown(result, call) is var shown && shown is AgentResult.Succeeded done ? done with { Result = ResultBound.Of(done.Result, most) } : shown;

    private static AgentResult? Refusal(OperationCall call) => call switch
    {
        _ when call.Missing() is { Count: > 0 } missing => AgentResult.Fail("bad_input", $"{call.Operation.Name} needs {string.Join(", ", missing)} in its input.", retryable: false),
        { Operation.Repeatable: false, HasPlainKey: false } => AgentResult.Fail(
            "bad_input", "The idempotency key begins or ends with a blank or has control characters: a form would drop them, and what was done could not be found by it.", retryable: false),
        _ => null,
    };
}
