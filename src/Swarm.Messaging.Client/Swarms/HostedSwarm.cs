using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>
/// A swarm that lives in this program. Its messages come to its handlers one after the other, each until it was handled once to the end: again
/// after a crash. Commands that are refused are values (<see cref="SwarmResult{T}"/>); a <see cref="SwarmClientException"/> means that the system did
/// not answer, and whether trying again helps.
/// </summary>
public sealed class HostedSwarm
{
    /// <summary>How long a request waits for its answer when the caller names no time.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly SwarmCommands commands;
    private readonly SwarmMessageHandlers handlers;
    private readonly Func<HostedSwarm, bool, CancellationToken, Task> drain;
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SwarmTaskAgent? agent;
    private long term;

    internal HostedSwarm(
        string id, SwarmHostOptions options, SwarmCommands commands, Action<AcknowledgedMessage, int> acknowledge, Func<HostedSwarm, bool, CancellationToken, Task> drain,
        TimeProvider time, ILogger log)
    {
        (Id, this.commands, this.drain) = (id, commands, drain);
        handlers = new SwarmMessageHandlers(id, commands, time, log);
        Requests = new SwarmRequests(id, commands, time);
        Inbox = new SwarmInbox(options.InHand, handlers.HandleAsync, (position, failures) => acknowledge(new AcknowledgedMessage { SwarmId = id, Position = position }, failures));
    }

    public string Id { get; }

    /// <summary>Under which it is hosted here: rises when it was elsewhere meanwhile. 0 before.</summary>
    public long Term => Interlocked.Read(ref term);

    /// <summary>One of <see cref="SwarmStatuses"/>, as it was heard last. Empty before.</summary>
    public string Status { get; private set; } = "";

    /// <summary>Tasks at a time, 1..10,000; counts from the moment it is hosted. Default 10.</summary>
    public int TaskCapacity { get; set; } = 10;

    internal SwarmInbox Inbox { get; }

    internal SwarmRequests Requests { get; }

    internal Dictionary<string, Func<SwarmTask, CancellationToken, Task<AgentResult>>> Tasks { get; } = new(StringComparer.Ordinal);

    internal SwarmTaskAgent? Agent
    {
        get => agent;
        set => agent = value;
    }

    /// <summary>It is being given up.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>Ends when its first heartbeat was heard, or it never will be.</summary>
    internal Task Begun => begun.Task;

    /// <summary>What to do with messages of a type: the payload's <c>type</c>, else the message type. Several may handle one; one that fails stops neither the others nor later messages.</summary>
    public HostedSwarm On(string type, Func<SwarmMessage, CancellationToken, Task> handler)
    {
        handlers.Add(type, handler);
        return this;
    }

    /// <summary>What it answers to requests; what the handler throws reaches the requester as its message. Without one they are rejected.</summary>
    public HostedSwarm OnRequest(Func<SwarmRequest, CancellationToken, Task<object?>> handler)
    {
        handlers.Requests = handler;
        return this;
    }

    /// <summary>Does the tasks of a type that are given to the swarm, under their leases. To be said before it is hosted.</summary>
    /// <param name="type">1 to 64 characters of a-z 0-9 . _ -, or <c>*</c>: whatever has no handler of its own.</param>
    public HostedSwarm OnTask(string type, Func<SwarmTask, CancellationToken, Task<AgentResult>> handler)
    {
        if (Agent is not null || Term > 0)
            throw new InvalidOperationException($"The swarm {Id} is hosted already; say what it does with tasks where its handlers are given, before that.");
        Tasks[type] = handler;
        return this;
    }

    /// <inheritdoc cref="OnTask(string, Func{SwarmTask, CancellationToken, Task{AgentResult}})"/>
    public HostedSwarm OnTask(Func<SwarmTask, CancellationToken, Task<AgentResult>> handler) => OnTask("*", handler);

    /// <summary>Sends a message; when this returns it lies in the receiver's inbox.</summary>
    /// <param name="payload">Serialises to an object with a field <c>type</c>, its property names in camelCase.</param>
    /// <param name="messageId">The same again is not sent again. Null: a new one.</param>
    public Task<SwarmResult<SwarmMessageSent>> SendAsync(string to, object payload, string? messageId = null, CancellationToken cancellation = default) =>
        commands.SendAsync(new SendSwarmMessage { From = Id, To = to, Payload = SwarmCommands.ToJson(payload), MessageId = messageId ?? NewId() }, cancellation);

    /// <summary>Sends a message to all other swarms that have not ended.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<SwarmResult<SwarmMessageSent>> BroadcastAsync(object payload, bool includeSelf = false, string? messageId = null, CancellationToken cancellation = default) =>
        commands.BroadcastAsync(
            new BroadcastSwarmMessage { From = Id, Payload = SwarmCommands.ToJson(payload), IncludeSelf = includeSelf, MessageId = messageId ?? NewId() }, cancellation);

    /// <summary>Asks another swarm and waits for its answer.</summary>
    /// <param name="timeout">Null: <see cref="RequestTimeout"/>.</param>
    public Task<SwarmReply> RequestAsync(string to, object? data = null, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        Requests.AskAsync(to, data, timeout ?? RequestTimeout, cancellation);

    /// <summary>Queues a task for the swarm that suits it best; its end comes back to this one as <c>task_completed</c>.</summary>
    public Task<SwarmResult<SwarmTaskDistributed>> DistributeAsync(DistributeSwarmTask task, CancellationToken cancellation = default) =>
        commands.DistributeAsync(task with { QueuedBy = task.QueuedBy ?? Id, TaskId = task.TaskId ?? $"task_{Guid.CreateVersion7():N}" }, cancellation);

    /// <summary>Writes its whole state.</summary>
    /// <param name="state">Serialises to an object; <c>tasks[].status</c> and <c>agents</c> count for a recovery.</param>
    public Task<SwarmResult<SwarmStateChanged>> SaveStateAsync(object state, CancellationToken cancellation = default) =>
        commands.SaveAsync(new SaveSwarmState { SwarmId = Id, State = SwarmCommands.ToJson(state) }, cancellation);

    /// <summary>Writes fields over those of its state; others stay.</summary>
    public Task<SwarmResult<SwarmStateChanged>> MergeStateAsync(object changes, CancellationToken cancellation = default) =>
        commands.SaveAsync(new SaveSwarmState { SwarmId = Id, State = SwarmCommands.ToJson(changes), Merge = true }, cancellation);

    /// <summary>Its state as it is now. Null: it has none, or it cannot be read.</summary>
    public async Task<JsonElement?> GetStateAsync(CancellationToken cancellation = default) =>
        (await commands.GetAsync(Id, cancellation).ConfigureAwait(false)).OrThrow().State;

    /// <summary>Keeps a copy of its state. One is kept each 300 s by itself.</summary>
    public Task<SwarmResult<SwarmCopyKept>> SnapshotAsync(string? label = null, CancellationToken cancellation = default) =>
        commands.SnapshotAsync(new SnapshotSwarm { SwarmId = Id, Label = label }, cancellation);

    /// <summary>Makes its state that of a snapshot again.</summary>
    public Task<SwarmResult<SwarmStateChanged>> RestoreAsync(string snapshotId, CancellationToken cancellation = default) =>
        commands.RestoreAsync(new RestoreSwarm { SwarmId = Id, SnapshotId = snapshotId }, cancellation);

    /// <summary>Keeps data to recover from when the state is lost.</summary>
    public Task<SwarmResult<SwarmCopyKept>> CheckpointAsync(object? data, CancellationToken cancellation = default) =>
        commands.CheckpointAsync(new CheckpointSwarm { SwarmId = Id, Data = SwarmCommands.ToJson(data) }, cancellation);

    /// <summary>What was kept last by <see cref="CheckpointAsync"/>.</summary>
    public Task<SwarmResult<SwarmCheckpointDetails>> GetLatestCheckpointAsync(CancellationToken cancellation = default) =>
        commands.LatestAsync(new GetSwarmCheckpoint { SwarmId = Id }, cancellation);

    /// <summary>Asks for resources; refused with <c>insufficient_resources</c> and both numbers when the pool has less.</summary>
    /// <param name="allocationId">The same again is the same allocation. Null: a new one.</param>
    public Task<SwarmResult<ResourcesChanged>> AllocateAsync(string resourceType, long amount, string? allocationId = null, CancellationToken cancellation = default) =>
        commands.AllocateAsync(new AllocateResource { ResourceType = resourceType, SwarmId = Id, Amount = amount, AllocationId = allocationId ?? $"alloc_{Guid.CreateVersion7():N}" }, cancellation);

    /// <summary>Gives resources back, at most what it holds.</summary>
    public Task<SwarmResult<ResourcesChanged>> ReleaseAsync(string resourceType, long amount, CancellationToken cancellation = default) =>
        commands.ReleaseAsync(new ReleaseResource { ResourceType = resourceType, SwarmId = Id, Amount = amount }, cancellation);

    /// <summary>Says what one of its coordinators waits for, or how its wait has ended; kept for 24 h and part of its saved state.</summary>
    /// <param name="wait">Its swarm is this one. A status that may not follow is refused with <c>invalid_transition</c>.</param>
    public Task<SwarmResult<BlockingStateChanged>> SaveBlockingStateAsync(SaveBlockingState wait, CancellationToken cancellation = default) =>
        wait.CoordinatorId is { Length: > 0 }
            ? commands.BlockAsync(wait with { SwarmId = Id }, cancellation)
            : throw new ArgumentException("A blocking state needs its coordinator's id.", nameof(wait));

    /// <summary>What its coordinators wait for, by their ids.</summary>
    public async Task<IReadOnlyList<BlockingState>> GetBlockingStatesAsync(CancellationToken cancellation = default) =>
        (await commands.BlocksAsync(new ListBlockingStates { SwarmId = Id }, cancellation).ConfigureAwait(false)).OrThrow().States;

    /// <summary>Forgets what a coordinator waits for.</summary>
    public Task<SwarmResult<BlockingStateChanged>> ClearBlockingStateAsync(string coordinatorId, CancellationToken cancellation = default) =>
        commands.UnblockAsync(new ClearBlockingState { SwarmId = Id, CoordinatorId = coordinatorId }, cancellation);

    /// <summary>
    /// Gives the swarm up in good order: no new messages and tasks, handlers end, acknowledgements are told. Then a host of the system keeps it alive,
    /// and its messages wait until it is hosted again.
    /// </summary>
    /// <param name="complete">True: it has done what it was for: it is completed and deregistered instead.</param>
    public Task DrainAsync(bool complete = false, CancellationToken cancellation = default) => drain(this, complete, cancellation);

    /// <summary>Where it is, as somebody said; what is older than what is known changes nothing.</summary>
    /// <returns>Whether that is another term.</returns>
    internal bool Seen(long seen, string status)
    {
        var known = Term;
        if (seen < known)
            return false;
        Status = status;
        return Interlocked.Exchange(ref term, seen) != seen;
    }

    /// <returns>Null: it has none, or somebody ends it already.</returns>
    internal SwarmTaskAgent? TakeAgent() => Interlocked.Exchange(ref agent, null);

    internal void Heard() => begun.TrySetResult();

    internal void End(Exception? why = null)
    {
        Requests.End();
        Inbox.Dispose();
        if (why is null)
            begun.TrySetResult();
        else
            begun.TrySetException(why);
    }

    private static string NewId() => $"msg_{Guid.CreateVersion7():N}";
}
