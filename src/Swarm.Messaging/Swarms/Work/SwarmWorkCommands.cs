using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Takes tasks for swarms. They are in the backlog when this answers; where the leader is in this process, it distributes first.</summary>
internal sealed class SwarmWorkCommands(ISwarmWork work, SwarmTaskReader reader, TaskQueries tasks, ISwarmLeadership leadership, LeaderService leader, WorkDuty duty, ISwarmRegistry registry)
{
    private const int MostAwaited = 10;

    /// <returns><see cref="SwarmTaskDistributed"/> or <see cref="CommandRejected"/>.</returns>
    /// <param name="messageId">Names the task when it names itself not: the same message again is the same task.</param>
    public async Task<object> DistributeAsync(JsonElement message, string? messageId, CancellationToken cancellation)
    {
        var read = reader.Read(message, messageId is null ? null : $"task_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)))[..32]}");
        if (read.Order is not { } order)
            return read.Rejected!;
        return await DistributeAsync(order, cancellation).ConfigureAwait(false) is var answer && answer is SwarmTaskDistributed task
            ? task with { Warnings = [.. read.Warnings, .. await NobodyToldAsync(order, cancellation).ConfigureAwait(false)] }
            : answer;
    }

    /// <summary>Who wants a task need not be there when it is queued, so it is taken; who misspelt it hears so.</summary>
    private async Task<IReadOnlyList<string>> NobodyToldAsync(SwarmTaskOrder order, CancellationToken cancellation) =>
        order.QueuedBy is not { } by ? []
        : await registry.GetAsync(by, cancellation).ConfigureAwait(false) is not { } swarm ? [$"queuedBy: there is no swarm {by}: unless there is when the task ends, the leader is told of its end."]
        : SwarmTransitions.IsEnd(swarm.Status) ? [$"queuedBy: the swarm {by} is {swarm.Status} and reads no messages: the leader is told of the task's end."]
        : [];

    /// <returns><see cref="SwarmTaskDistributed"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> GetAsync(string taskId, CancellationToken cancellation)
    {
        if (await work.FindAsync(taskId, cancellation).ConfigureAwait(false) is not { } task)
            return Rejected(nameof(GetSwarmTask), taskId, "not_found", $"There is no task {taskId} of swarms. It was never queued, or has ended and its retention is over.");
        var current = await leadership.CurrentAsync(cancellation).ConfigureAwait(false);
        return await ViewAsync(task, new WorkQueued.Queued(current?.SwarmId, await work.ActiveSwarmsAsync(cancellation).ConfigureAwait(false), false), cancellation).ConfigureAwait(false);
    }

    /// <returns><see cref="SwarmTaskDistributed"/> or <see cref="CommandRejected"/>.</returns>
    private async Task<object> DistributeAsync(SwarmTaskOrder order, CancellationToken cancellation)
    {
        // Its first assignment has its own id: that of another's task is known to be taken now, and not when it is assigned.
        if (await tasks.LoadAsync(order.TaskId, cancellation).ConfigureAwait(false) is { } taken && await work.FindAsync(order.TaskId, cancellation).ConfigureAwait(false) is null)
            return Rejected(order, "id_conflict", $"The id {order.TaskId} is taken: there is a task of the kind {taken.Kind} of that id. Nothing was changed; choose another id.");
        var became = await work.QueueAsync(order, cancellation).ConfigureAwait(false);
        if (Refusal(order, became) is { } refused)
            return refused;
        var queued = (WorkQueued.Queued)became;
        if (queued.New && leader.Term is { } term && await duty.RunOnceAsync(term, cancellation).ConfigureAwait(false) is null)
            await leader.LostAsync(term, cancellation).ConfigureAwait(false);
        return await work.FindAsync(order.TaskId, cancellation).ConfigureAwait(false) is { } record
            ? await ViewAsync(record, queued, cancellation).ConfigureAwait(false)
            : Rejected(order, "not_found", $"The task {order.TaskId} has ended and its retention is over.");
    }

    /// <summary>Why a task was not queued; null: it is.</summary>
    public static CommandRejected? Refusal(SwarmTaskOrder order, WorkQueued became) => became switch
    {
        WorkQueued.Conflict => Rejected(order, "id_conflict", $"The id {order.TaskId} is another task's: it was queued with other content. Nothing was changed."),
        WorkQueued.Full full => Rejected(order, "backlog_full", $"{full.Waiting} tasks of swarms wait, which is the bound of the queue swarm. Nothing was changed: send it again later."),
        _ => null,
    };

    private async Task<SwarmTaskDistributed> ViewAsync(SwarmTaskRecord task, WorkQueued.Queued queued, CancellationToken cancellation)
    {
        var awaited = task.State == "queued" ? await work.AwaitedAsync(task.Order.TaskId, MostAwaited, cancellation).ConfigureAwait(false) : [];
        var left = task is { State: "returning", SwarmId: { } swarm } ? LeftAs((await registry.GetAsync(swarm, cancellation).ConfigureAwait(false))?.Status) : null;
        return View(task, queued, awaited) is var view && left is null ? view : view with { Reason = left };
    }

    // One that is registered anew has left before.
    private static string LeftAs(string? status) => status is not null && SwarmTransitions.IsEnd(status) ? $"swarm_{status}" : "swarm_deregistered";

    private static SwarmTaskDistributed View(SwarmTaskRecord task, WorkQueued.Queued queued, IReadOnlyList<AwaitedSwarm> awaited) => new()
    {
        TaskId = task.Order.TaskId,
        Status = task.State == "assigned" ? "distributed" : task.State,
        Reason = task.State != "queued" ? task.Reason : queued.ActiveSwarms == 0 ? "no_active_swarms" : queued.Leader is null ? "waiting_for_leader" : awaited.Count > 0 ? "swarm_away" : null,
        Leader = queued.Leader,
        TargetSwarm = task.SwarmId,
        Strategy = task.Order.Strategy,
        CapabilityMatched = task.State == "queued" || task.Assignment == 0 ? null : task.Matched,
        Outcome = task.Outcome,
        WaitsFor = awaited,
        Assignments = task.Assignment,
    };

    private static CommandRejected Rejected(SwarmTaskOrder order, string code, string message) => Rejected(nameof(DistributeSwarmTask), order.TaskId, code, message);

    private static CommandRejected Rejected(string command, string taskId, string code, string message) => new()
    {
        Command = command, TaskId = taskId, Code = code, Message = message,
    };
}
