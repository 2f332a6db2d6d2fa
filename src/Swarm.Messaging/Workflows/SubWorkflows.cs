using System.Buffers;
using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows;

/// <summary>Workflows that are nodes of others: runs like any, which tell their parent of their end.</summary>
internal sealed class SubWorkflows(WorkflowRules rules, SagaRunner<WorkflowSaga> workflows, WorkflowQueries queries, TimeProvider time)
{
    /// <param name="cache">The parent's switch: off is off for all that is inside, as one node at a time is.</param>
    /// <returns>Null once it runs; else how it ended without.</returns>
    public async Task<NodeEnd?> BeginAsync(NodeOrigin origin, NodeWork.SubWorkflow child, WorkflowSaga parent, bool? cache, CancellationToken cancellation)
    {
        var found = new List<Execution.Violation>();
        var (submit, _) = WorkflowReader.Submit(child.Configuration, "", found);
        var asked = submit with { ExecutionId = null, Client = parent.Client == SubmissionRules.DefaultClient ? null : parent.Client, Rank = parent.Rank, Input = child.Input, TimeoutMs = child.TimeoutMs ?? submit.TimeoutMs };
        var judged = rules.Judge(
            asked with { Cache = cache == false ? false : submit.Cache, EnableDistributed = parent.OneByOne ? false : submit.EnableDistributed }, found);
        if (judged.Order is not { } order)
            return Failed("bad_configuration", judged.Rejected!.Message);
        order = order with { ExecutionId = WorkflowIds.SubWorkflow(origin), Parent = origin };
        var item = new SagaItem($"sub:{Guid.NewGuid():N}", order.ExecutionId, new WorkflowSubmission(order));
        var outcome = (await workflows.HandleAsync([item], cancellation).ConfigureAwait(false))[0];
        return outcome switch
        {
            ItemOutcome.Applied { Answer: CommandRejected { Code: "id_conflict" } } => await MeetAsync(origin, order.ExecutionId, cancellation).ConfigureAwait(false),
            ItemOutcome.Applied { Answer: CommandRejected refused } => Failed(refused.Code, refused.Message),
            ItemOutcome.Applied { Answer: WorkflowAccepted { Duplicate: true } } => await MeetAsync(origin, order.ExecutionId, cancellation).ConfigureAwait(false),
            ItemOutcome.Applied => null,
            _ => throw new IOException($"The workflow of {origin} could not begin yet ({outcome.GetType().Name})."),
        };
    }

    /// <returns>False when there is none; one of somebody else is none.</returns>
    public async Task<bool> CancelAsync(NodeOrigin origin, CancellationToken cancellation)
    {
        var id = WorkflowIds.SubWorkflow(origin);
        if (await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } saga || !origin.IsSame(saga.Parent))
            return false;
        // What it undoes it undoes to the end: nobody asked for that to be given up.
        if (saga.CurrentState == WorkflowStates.Compensating)
            return true;
        var item = new SagaItem($"sub:{Guid.NewGuid():N}", id, new CancelWorkflow { ExecutionId = id, Reason = $"the run {origin.Workflow} was stopped" });
        return (await workflows.HandleAsync([item], cancellation).ConfigureAwait(false))[0] is not ItemOutcome.Missing;
    }

    /// <summary>Pauses or resumes it. One that has not begun, or has ended, is left as it is.</summary>
    public async Task FollowAsync(NodeOrigin origin, bool waits, CancellationToken cancellation)
    {
        var id = WorkflowIds.SubWorkflow(origin);
        if (await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } saga || !origin.IsSame(saga.Parent))
            return;
        object command = waits
            ? new PauseWorkflow { ExecutionId = id, Reason = $"the run {origin.Workflow} was paused" }
            : new ResumeWorkflow { ExecutionId = id, Reason = $"the run {origin.Workflow} was resumed" };
        var outcome = (await workflows.HandleAsync([new SagaItem($"sub:{Guid.NewGuid():N}", id, command)], cancellation).ConfigureAwait(false))[0];
        if (outcome is not (ItemOutcome.Applied or ItemOutcome.Missing))
            throw new IOException($"The workflow of {origin} could not be {(waits ? "paused" : "resumed")} yet ({outcome.GetType().Name}).");
    }

    /// <summary>What its last nodes returned, by node.</summary>
    /// <returns>JSON; null: more than a result may have.</returns>
    public async Task<ReadOnlyMemory<byte>?> ResultAsync(SagaKey key, CancellationToken cancellation)
    {
        if (await queries.LastResultsAsync(key.Id, TaskOptions.MaxPayloadBytes, cancellation).ConfigureAwait(false) is not { } results)
            return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (node, result) in results)
            {
                writer.WritePropertyName(node);
                writer.WriteRawValue(result.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenCount <= TaskOptions.MaxPayloadBytes ? bytes.WrittenMemory : null;
    }

    public static string NodeState(string state) => state switch
    {
        WorkflowStates.Completed => WorkflowNodeStates.Succeeded,
        WorkflowStates.Cancelled => WorkflowNodeStates.Cancelled,
        _ => WorkflowNodeStates.Failed,
    };

    /// <summary>
    /// It exists. Where it ended long ago and its parent has asked again, that it failed says enough: its success is told by its own outbox.
    /// One that is another's tells this node of no end, ever.
    /// </summary>
    private async Task<NodeEnd?> MeetAsync(NodeOrigin origin, string executionId, CancellationToken cancellation) =>
        await queries.LoadAsync(executionId, cancellation).ConfigureAwait(false) switch
        {
            { } saga when !origin.IsSame(saga.Parent) => Failed("id_conflict", $"The run {executionId} exists and is not this node's: it was begun {OwnerOf(saga.Parent)}. Nothing of it was changed; run the workflow again with another executionId."),
            { CurrentState: var state } saga when WorkflowStates.IsEnd(state) && state != WorkflowStates.Completed =>
                new NodeEnd(NodeState(state)) { ErrorType = "sub_workflow_failed", Error = saga.Reason, EndedAt = saga.EndedAt ?? time.GetUtcNow() },
            _ => null,
        };

    private static string OwnerOf(NodeOrigin? owner) => owner is null ? "for no node" : $"for node number {owner.Node} of the run {owner.Workflow}";

    private NodeEnd Failed(string type, string message) =>
        new(WorkflowNodeStates.Failed) { ErrorType = type, Error = message, EndedAt = time.GetUtcNow() };
}
