using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows;

/// <summary>What callers can ask for, whatever way they came. Answers when the commit has happened. Throws only when store or bus are out of reach.</summary>
internal sealed class WorkflowCommands(WorkflowRules rules, SagaRunner<WorkflowSaga> workflows, WorkflowQueries queries)
{
    /// <param name="found">What was wrong with it as JSON.</param>
    /// <returns><see cref="WorkflowAccepted"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> SubmitAsync(
        SubmitWorkflow command, List<Violation> found, string? messageId, IReadOnlyList<string> warnings, CancellationToken cancellation)
    {
        var isRead = found.Count == 0;
        var judged = rules.Judge(command, found, messageId, warnings);
        return judged.Order is { } order
            ? await RaiseAsync(nameof(SubmitWorkflow), order.ExecutionId, null, new WorkflowSubmission(order), cancellation).ConfigureAwait(false)
            : isRead ? await ExistingAsync(command, cancellation).ConfigureAwait(false) ?? (object)judged.Rejected! : judged.Rejected!;
    }

    /// <summary>What was accepted once, by a host that had what this one lacks, is the run that it is.</summary>
    private async Task<WorkflowAccepted?> ExistingAsync(SubmitWorkflow command, CancellationToken cancellation) =>
        command.ExecutionId is { } id && WorkflowRules.Fingerprint(command) is { } content
        && await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is { } saga && string.Equals(saga.Fingerprint, content, StringComparison.Ordinal)
        && await queries.PlanAsync(id, cancellation).ConfigureAwait(false) is { } plan
            ? WorkflowAnswers.Accepted(saga, plan, saga.CurrentState, duplicate: true, [])
            : null;

    public Task<object> CancelAsync(CancelWorkflow command, string? itemId, CancellationToken cancellation) =>
        ChangeAsync(nameof(CancelWorkflow), command.ExecutionId, command.Reason, itemId, command, cancellation);

    public Task<object> PauseAsync(PauseWorkflow command, string? itemId, CancellationToken cancellation) =>
        ChangeAsync(nameof(PauseWorkflow), command.ExecutionId, command.Reason, itemId, command, cancellation);

    public Task<object> ResumeAsync(ResumeWorkflow command, string? itemId, CancellationToken cancellation) =>
        ChangeAsync(nameof(ResumeWorkflow), command.ExecutionId, command.Reason, itemId, command, cancellation);

    public async Task<object> RerunAsync(RerunFrom command, string? itemId, CancellationToken cancellation)
    {
        int? node = null;
        if (command is { ExecutionId: { } id, NodeId: { } name } && Judge(nameof(RerunFrom), id, null) is null)
        {
            if (await queries.PlanAsync(id, cancellation).ConfigureAwait(false) is not { } plan)
                return WorkflowAnswers.NotFound(nameof(RerunFrom), id);
            if ((node = plan.Find(name)) is null)
                return WorkflowAnswers.NoNode(nameof(RerunFrom), id, PayloadRules.Cut(name));
        }

        return await ChangeAsync(nameof(RerunFrom), command.ExecutionId, command.Reason, itemId, new WorkflowRerun(command, node), cancellation).ConfigureAwait(false);
    }

    public async Task<object> CallAsync(CallWorkflow command, string? itemId, CancellationToken cancellation)
    {
        if (Judge(nameof(CallWorkflow), command.ExecutionId, null) is { } rejected)
            return rejected;
        if (command.NodeId is not { } name)
            return WorkflowAnswers.OfRun(CommandRules.Reject(nameof(CallWorkflow), command.ExecutionId, [new("nodeId", null, "Required: the node that waits for the call.")]));
        var id = command.ExecutionId!;
        // What the run cannot carry on would fail the next node, and the right call would come too late.
        if (command.Payload is { ValueKind: not JsonValueKind.Undefined } payload)
        {
            var found = new List<Violation>();
            SubmissionRules.CheckPayload(payload, JsonSerializer.SerializeToUtf8Bytes(payload), found);
            if (found.Count > 0)
                return WorkflowAnswers.OfRun(CommandRules.Reject(nameof(CallWorkflow), id, found));
        }

        if (await queries.PlanAsync(id, cancellation).ConfigureAwait(false) is not { } plan)
            return WorkflowAnswers.NotFound(nameof(CallWorkflow), id);
        if (plan.Find(name) is not { } node)
            return WorkflowAnswers.NoNode(nameof(CallWorkflow), id, PayloadRules.Cut(name));
        return HeldNodes.IsTrigger(plan.Node(node))
            ? await RaiseAsync(nameof(CallWorkflow), id, itemId, new NodeCall(command, node), cancellation).ConfigureAwait(false)
            : WorkflowAnswers.NoTrigger(id, PayloadRules.Cut(name));
    }

    public async Task<object> GetAsync(GetWorkflow command, CancellationToken cancellation) =>
        (object?)Judge(nameof(GetWorkflow), command.ExecutionId, null)
        ?? (object?)await queries.GetAsync(command.ExecutionId!, command.IncludeResults == true, cancellation).ConfigureAwait(false)
        ?? WorkflowAnswers.NotFound(nameof(GetWorkflow), command.ExecutionId!);

    /// <returns>Null when it can be looked for.</returns>
    public static CommandRejected? Judge(string command, string? executionId, string? reason)
    {
        var found = new List<Violation>();
        CommandRules.CheckId(executionId, "executionId", required: true, found, reserved: false, made: true);
        if (reason is { Length: > 500 })
            found.Add(new("reason", PayloadRules.Cut(reason), "At most 500 characters."));
        return found.Count == 0 ? null : WorkflowAnswers.OfRun(CommandRules.Reject(command, executionId, found));
    }

    private async Task<object> ChangeAsync(
        string command, string? executionId, string? reason, string? itemId, object sagaEvent, CancellationToken cancellation) =>
        Judge(command, executionId, reason) is { } rejected
            ? rejected
            : await RaiseAsync(command, executionId!, itemId, sagaEvent, cancellation).ConfigureAwait(false);

    private async Task<object> RaiseAsync(string command, string executionId, string? itemId, object sagaEvent, CancellationToken cancellation)
    {
        var item = new SagaItem(itemId ?? $"{command}:{Guid.NewGuid():N}", executionId, sagaEvent);
        var outcome = (await workflows.HandleAsync([item], cancellation).ConfigureAwait(false))[0];
        return outcome switch
        {
            ItemOutcome.Applied { Answer: { } answer } => answer,
            ItemOutcome.Missing => WorkflowAnswers.NotFound(command, executionId),
            ItemOutcome.Duplicate when await queries.LoadAsync(executionId, cancellation).ConfigureAwait(false) is { } saga =>
                new WorkflowChanged { Command = command, ExecutionId = executionId, State = saga.CurrentState, Changed = false },
            ItemOutcome.Failed failed => WorkflowAnswers.OfRun(TaskAnswers.Failed(command, executionId, failed.Exception)),
            ItemOutcome.LeftForNewer newer => WorkflowAnswers.OfRun(TaskAnswers.StoredByNewer(command, executionId, newer.Exception)),
            _ => throw new InvalidOperationException($"{command} for {executionId} ended as {outcome.GetType().Name} without an answer."),
        };
    }
}
