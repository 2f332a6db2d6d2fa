using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tests.Distribution.Batching;

/// <summary>
/// The window of one client and operation with its batches, the machines as they are, over documents as they are stored; of tasks only what a
/// batch knows of them. What a commit emits is on its way, in no order; an item that was applied is known to the inbox.
/// </summary>
internal sealed class BatchRun(BatchSights seen)
{
    private const string Client = "acme";
    private const string Operation = "tag_add";
    private const int MostSteps = 20_000;

    private static readonly IOptions<DistributionOptions> Settings = Options.Create(new DistributionOptions());
    private static readonly string Window = BatchIds.Window(Client, Operation);
    private static readonly SagaMachine<BatchWindowSaga> Windows = new(MachineTests.Window());
    private static readonly SagaMachine<BatchSaga> Batches = new(MachineTests.Batch());

    private readonly Saga<BatchWindowSaga> window = new(new BatchWindowDefinition(), Windows, Window);
    private readonly Dictionary<string, Saga<BatchSaga>> batches = [];
    private readonly Dictionary<string, TaskLife> tasks = [];
    private readonly List<Underway> underway = [];
    private readonly HashSet<string> inbox = [];
    private readonly Dictionary<string, BatchCompleted> completed = [];
    private long now = 1;
    private int number;

    public async Task PlayAsync(BatchStep[] steps)
    {
        foreach (var step in steps)
            await TakeAsync(step);
        await EndAsync();
        Check();
    }

    private Task TakeAsync(BatchStep step)
    {
        now += 1 + (step.Number % 50);
        switch (step.Kind)
        {
            case BatchStepKind.Submit:
                var id = $"t{tasks.Count}";
                tasks[id] = new TaskLife(id);
                Send(new WindowJoined(Window, Client, Operation, id));
                return Task.CompletedTask;
            case BatchStepKind.JoinAgain when Any(t => t is { IsEnded: false, BatchId: null }, step.Number) is { } task:
                Send(new WindowJoined(Window, Client, Operation, task.Id));
                return Task.CompletedTask;
            case BatchStepKind.End when Any(t => t is { IsEnded: false, BatchId: not null }, step.Number) is { } task:
                End(task, step.Number % 3 == 0 ? TaskStates.DeadLettered : TaskStates.Completed, step.Number);
                return Task.CompletedTask;
            case BatchStepKind.Cancel when Any(t => !t.IsEnded, step.Number) is { } task:
                End(task, TaskStates.Cancelled, 0);
                if (task.BatchId is null)
                    Send(new WindowLeft(Window, task.Id));
                return Task.CompletedTask;
            case BatchStepKind.WindowDue:
                return DueAsync();
            case BatchStepKind.Ask when batches.Count > 0:
                return AskAsync(batches.Keys.Order(StringComparer.Ordinal).ElementAt(step.Number % batches.Count));
            case BatchStepKind.Deliver or BatchStepKind.DeliverTwice or BatchStepKind.Crash when underway.Count > 0:
                return DeliverAsync(underway[step.Number % underway.Count], step.Kind);
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>Everything arrives, the window's time ends, every task ends, and what is open asks.</summary>
    private async Task EndAsync()
    {
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (underway.Count > 0)
                await DeliverAsync(underway[0], BatchStepKind.Deliver);
            else if (window.State == nameof(BatchWindowStateMachine.Collecting))
                await DueAsync();
            else if (tasks.Values.FirstOrDefault(t => t is { IsEnded: false, BatchId: not null }) is { } task)
                End(task, TaskStates.Completed, 7);
            else if (batches.Values.FirstOrDefault(b => b.State == nameof(BatchStateMachine.Processing)) is { } open)
                await AskAsync(open.Id);
            else
                return;
            now++;
        }

        throw new ShouldAssertException($"After {MostSteps} steps there is still something to do: {string.Join(", ", batches.Values.Select(b => $"{b.Id} {b.State}"))}");
    }

    private void Check()
    {
        tasks.Values.Where(t => !t.IsEnded).Select(t => t.Id).ShouldBeEmpty("tasks that nobody collected");
        completed.Keys.ShouldBe(batches.Keys, ignoreOrder: true);
        foreach (var (id, saga) in batches)
        {
            var batch = saga.Read();
            // One that ended before it was in any is counted by whichever it was flushed with.
            var members = batch.Tasks.Select(t => tasks[t]).Where(t => t.BatchId is null || t.BatchId == id).ToList();
            var good = members.Count(t => t.End!.State == TaskStates.Completed);
            batch.Tasks.ShouldBeUnique();
            batch.Tasks.Count.ShouldBeInRange(1, Settings.Value.BatchSize);
            (completed[id].SuccessCount, completed[id].FailureCount, completed[id].TotalTasks).ShouldBe((good, members.Count - good, members.Count), id);
            saga.State.ShouldBe(good > 0 ? nameof(BatchStateMachine.Completed) : nameof(BatchStateMachine.Failed));
            batch.TotalMs.ShouldBe(members.Sum(t => t.End!.DurationMs));
            saga.Fields.ShouldBe(members.Select(t => $"{batch.Tasks.IndexOf(t.Id)}"), ignoreOrder: true, $"results of {id}, each written once");
            seen.Full += batch.Tasks.Count == Settings.Value.BatchSize ? 1 : 0;
            seen.Mixed += good > 0 && good < members.Count ? 1 : 0;
            seen.Failed += good == 0 ? 1 : 0;
            seen.Absent += batch.Tasks.Count - members.Count;
        }
    }

    private async Task DeliverAsync(Underway item, BatchStepKind how)
    {
        if (how == BatchStepKind.Deliver)
            underway.Remove(item);
        seen.Crashes += how == BatchStepKind.Crash ? 1 : 0;
        switch (item.What)
        {
            case WindowJoined or WindowLeft:
                // A task's window knows it by the item: one that it has flushed would begin anew. What begins no window is for nobody before there is one.
                if ((item.What is WindowLeft && !window.IsThere) || inbox.Contains(item.Id) || !await ApplyAsync(window, item.What, how))
                    return;
                inbox.Add(item.Id);
                break;
            case BatchBegun begun:
                await ApplyAsync(Batch(begun.Begin.BatchId), begun, how);
                break;
            case MemberEnded ended:
                if (Batch(ended.BatchId) is { IsThere: true } saga)
                {
                    seen.Repeated += saga.Read() is var batch && batch.Tasks.IndexOf(ended.TaskId) is >= 0 and var n && batch.Marks[n] != MemberMarks.Open ? 1 : 0;
                    await ApplyAsync(saga, ended, how);
                }

                break;
            case MemberAbsent absent:
                if (Batch(absent.BatchId) is { IsThere: true } other)
                    await ApplyAsync(other, absent, how);
                break;
            case (string batchId, Emission.ToMembers asked):
                if (how != BatchStepKind.Crash)
                    Act(batchId, asked);
                break;
        }
    }

    private Saga<BatchSaga> Batch(string id) =>
        batches.TryGetValue(id, out var saga) ? saga : batches[id] = new Saga<BatchSaga>(new BatchDefinition(Settings), Batches, id);

    private async Task DueAsync()
    {
        if (window.State == nameof(BatchWindowStateMachine.Collecting))
            await ApplyAsync(window, new WindowDue(), BatchStepKind.Deliver);
    }

    private async Task AskAsync(string batchId)
    {
        if (Batch(batchId).State == nameof(BatchStateMachine.Processing))
            await ApplyAsync(Batch(batchId), new BatchAskDue(), BatchStepKind.Deliver);
    }

    /// <returns>False when the host died before the commit: then nothing has happened.</returns>
    private async Task<bool> ApplyAsync<TSaga>(Saga<TSaga> saga, object what, BatchStepKind how)
        where TSaga : class, IStoredSagaInstance
    {
        var effects = await saga.ApplyAsync(what, DateTimeOffset.FromUnixTimeMilliseconds(now), commit: how != BatchStepKind.Crash);
        if (how == BatchStepKind.Crash)
            return false;
        foreach (var emission in effects.Emissions)
        {
            if (emission is Emission.ToBatches { Note: BatchNote.Begin begin })
                Send(new BatchBegun(begin, Bulk: false));
            else if (emission is Emission.ToMembers members)
                Send((saga.Id, members));
            else if (emission is Emission.ToHearers { Event: BatchCompleted told })
                completed.TryAdd(told.BatchId, told).ShouldBeTrue($"{told.BatchId} completed twice");
        }

        return true;
    }

    /// <summary>What tasks do when their batch releases them, or asks after them.</summary>
    private void Act(string batchId, Emission.ToMembers asked)
    {
        foreach (var task in asked.Tasks.Select(id => tasks[id]))
        {
            if (task.BatchId is { } own && own != batchId)
            {
                Send(new MemberAbsent(batchId, task.Id));
                continue;
            }

            if (task.IsEnded)
                Send(new MemberEnded(batchId, task.Id, task.End!, null));
            else
                task.BatchId = batchId;
        }
    }

    private void End(TaskLife task, string state, int ms)
    {
        task.End = new MemberEnd(state, state == TaskStates.Completed ? null : "it did not work", ms);
        if (task.BatchId is { } batch)
            Send(new MemberEnded(batch, task.Id, task.End, null));
    }

    private void Send(object what) => underway.Add(new Underway($"i{number++}", what));

    private TaskLife? Any(Func<TaskLife, bool> condition, int choice)
    {
        var found = tasks.Values.Where(condition).ToList();
        return found.Count == 0 ? null : found[choice % found.Count];
    }

    private sealed record Underway(string Id, object What);

    private sealed class TaskLife(string id)
    {
        public string Id => id;

        public string? BatchId { get; set; }

        public MemberEnd? End { get; set; }

        public bool IsEnded => End is not null;
    }

    /// <summary>A saga as the store has it: read anew for each item, written by its commit.</summary>
    private sealed class Saga<TSaga>(Swarm.Messaging.Sagas.SagaDefinition<TSaga> definition, SagaMachine<TSaga> machine, string id)
        where TSaga : class, IStoredSagaInstance
    {
        private StoredSaga? stored;

        public string Id => id;

        public bool IsThere => stored is not null;

        public string? State => stored?.State;

        /// <summary>Results beside it, in the order in which they were written.</summary>
        public List<string> Fields { get; } = [];

        public TSaga Read() => definition.Read(stored!);

        public async Task<SagaEffects> ApplyAsync(object what, DateTimeOffset at, bool commit)
        {
            var saga = stored is null ? definition.Create(id) : definition.Read(stored);
            var effects = new SagaEffects((stored?.Version ?? 0) + 1, at);
            await machine.RaiseAsync(saga, what, effects, CancellationToken.None);
            if (!commit)
                return effects;
            stored = new StoredSaga(definition.Key(id), effects.NewVersion, definition.SchemaVersion, saga.CurrentState, definition.Write(saga), new Dictionary<string, long>());
            Fields.AddRange(effects.Fields.Select(f => f.Field));
            return effects;
        }
    }
}
