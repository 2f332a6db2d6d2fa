using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>
/// Refuses a node's task that is the same as one submitted within the window, whatever their ids: the same client, labels <c>execution</c>,
/// <c>workflow</c> and <c>node</c>, operation and payload; the order of names in the payload does not matter. The nodes of a run are told
/// apart by their run and need no window, and so does what has an idempotency key: its task is found for as long as it is kept. What a schedule
/// makes is told apart by its time.
/// </summary>
internal sealed class DuplicateTasks(ISagaStore store, RunnerFeed feed, IOptions<RunnerOptions> options) : ISubmissionFilter
{
    public const string Code = "duplicate_task";

    private static readonly string[] Names = ["execution", "workflow", "node"];

    public async ValueTask<CommandRejected?> RefuseAsync(TaskOrder order, CancellationToken cancellation)
    {
        if (order is not { Kind: NodeExecutor.KindName, Origin: null, IdempotencyKey: null, IsScheduled: false })
            return null;
        var window = options.Value.DedupWindow;
        var bound = await store.BindKeyAsync(TaskDefinition.TypeName, order.Client, $"same-node:{KeyOf(order)}", order.TaskId, window, cancellation).ConfigureAwait(false);
        if (bound == order.TaskId)
            return null;
        Tell(order, bound);
        return new CommandRejected
        {
            Command = nameof(SubmitTask),
            TaskId = order.TaskId,
            Code = Code,
            Message = $"The task {bound} is the same and was submitted within the last {window.TotalSeconds:0} s. Nothing was accepted: look at that one, submit again later, or tell the two apart by their labels or by idempotency keys.",
            Violations = [new FieldViolation("payload", null, $"Not the same as one of the last {window.TotalSeconds:0} s (Workflows:Runner:DedupWindow).", Code)],
        };
    }

    public void Met(TaskOrder order)
    {
        if (order is { Kind: NodeExecutor.KindName, Origin: null })
            Tell(order, order.TaskId);
    }

    public static string KeyOf(TaskOrder order) => CacheKey.Of(
        order.Client,
        string.Join('\n', Names.Select(name => order.Labels?.GetValueOrDefault(name))),
        new SubmitTask { Kind = order.Kind, Operation = order.Operation, Payload = order.Payload is { } json ? JsonElement.Parse(json.Span) : null });

    private void Tell(TaskOrder order, string first) => feed.Tell(new RunnerEvent(RunnerEvents.DuplicateTask) { TaskId = order.TaskId, Reason = $"the same as {first}" });
}
