using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>One submission on its way in.</summary>
/// <param name="ItemId"><c>msg:{message id}:{index}</c>, or null: then the task's own existence keeps it from being accepted twice.</param>
/// <param name="ReplyTo">Who wants to know the end, if the command asks for that.</param>
/// <param name="Origin">The workflow's node it is for.</param>
/// <param name="Hold">What it waits for before it enters the queue.</param>
/// <param name="Needs">What its target must have beside what the command requires, as tags.</param>
/// <param name="Stored">Stored as its payload instead of the command's: the same with what differs from one submission to the next, which does not make it another task.</param>
/// <param name="BatchId">The batch that it is the one task of.</param>
/// <param name="IsMade">The system makes it of another command: its id and kind may be such as callers cannot choose.</param>
/// <param name="IsScheduled">A schedule makes it: its id is that of a time, so it is a task of its own however many have the same content.</param>
internal sealed record Submission(
    SubmitTask Command, string? ItemId = null, ReplyAddress? ReplyTo = null, NodeOrigin? Origin = null, TaskHold? Hold = null,
    IReadOnlyList<string>? Needs = null, System.Text.Json.JsonElement? Stored = null, string? BatchId = null, bool IsMade = false, bool IsScheduled = false);

/// <summary>
/// What callers can ask for, whatever way they came: bus, HTTP or command line. Answers when the commit has happened, so an
/// acceptance is never lost. Throws only when store or bus are out of reach.
/// </summary>
internal sealed class TaskCommands(
    SubmissionRules rules,
    SubmissionIds ids,
    IPlacementStore placement,
    SlotChooser chooser,
    SagaRunner<TaskSaga> tasks,
    TaskQueries queries,
    TaskPolicies policies,
    IEnumerable<ISubmissionFilter> filters,
    PlacementNewsQueue news)
{
    private const int MostTogether = 500;

    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(IReadOnlyList<Submission> submissions, CancellationToken cancellation)
    {
        var results = new SubmitResult?[submissions.Count];
        var orders = new List<(int Index, TaskOrder Order)>(submissions.Count);
        for (var i = 0; i < submissions.Count; i++)
        {
            var judged = rules.Judge(submissions[i]);
            var rejected = judged.Rejected ?? await FilterAsync(judged.Order!, cancellation).ConfigureAwait(false);
            if (rejected is null)
                orders.Add((i, judged.Order!));
            else
                results[i] = new SubmitResult { Rejected = rejected };
        }

        var bound = await Task.WhenAll(orders.Select(o => ids.BindAsync(o.Order, cancellation))).ConfigureAwait(false);
        orders = [.. orders.Zip(bound, (o, order) => (o.Index, order))];
        if (orders.Count > 0)
            await PlaceAndCommitAsync(submissions, orders, results, cancellation).ConfigureAwait(false);
        foreach (var (index, order) in orders)
            results[index] = KeyAnswers.Tell(results[index]!, order);
        foreach (var (index, order) in orders.Where(o => results[o.Index]?.Accepted?.Duplicate == true))
        {
            foreach (var filter in filters)
                filter.Met(order);
        }

        return [.. results.Select(r => r!)];
    }

    /// <returns><see cref="CommandDone"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> CancelAsync(CancelTask command, string? itemId, CancellationToken cancellation)
    {
        if (CommandRules.Judge(command) is { } rejected)
            return rejected;
        return await RaiseAsync(nameof(CancelTask), command.TaskId!, itemId, command, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sees to it that a task that nobody has submitted is not begun any more. Throws when that is not possible now.</summary>
    /// <returns>False: it has been submitted, and nothing of it was changed.</returns>
    public async Task<bool> WithholdAsync(TaskWithheld task, CancellationToken cancellation) =>
        await RaiseAsync(nameof(TaskWithheld), task.TaskId, null, task, cancellation).ConfigureAwait(false) switch
        {
            CommandDone done => done.Changed,
            CommandRejected refused => throw new IOException($"The task {task.TaskId} cannot be withheld yet: {refused.Message}"),
            var other => throw new InvalidOperationException($"{nameof(TaskWithheld)} was answered by {other.GetType().Name}."),
        };

    /// <summary>Lets tasks of nodes that have not begun do as their runs do. Throws when not all of them can be told now.</summary>
    /// <param name="words"><see cref="RunPaused"/>, <see cref="RunResumed"/> or <see cref="RunLeft"/>, each for a task; one that there is not, or is damaged, is passed over.</param>
    /// <returns>Those that did something, or had done it before.</returns>
    public async Task<IReadOnlyList<RunFollowed>> FollowRunAsync(IReadOnlyList<object> words, CancellationToken cancellation)
    {
        var followed = new List<RunFollowed>();
        foreach (var some in words.Chunk(MostTogether))
        {
            var items = some.Select(word => new SagaItem($"run:{Guid.NewGuid():N}", TaskIds.Of(word)!, word)).ToList();
            foreach (var outcome in await tasks.HandleAsync(items, cancellation).ConfigureAwait(false))
            {
                if (outcome is ItemOutcome.Applied { Answer: RunFollowed one })
                    followed.Add(one);
                else if (outcome is not (ItemOutcome.Applied or ItemOutcome.Missing or ItemOutcome.Failed { Exception: SagaDamagedException }))
                    throw new IOException($"The task of a node could not be told how its run stands ({outcome.GetType().Name}).");
            }
        }

        return followed;
    }

    /// <summary>Cancels an assignment of a swarm's task that is its swarm's no longer, with the reason that no caller may give.</summary>
    public Task TakeBackAsync(string taskId, CancellationToken cancellation) =>
        RaiseAsync(nameof(CancelTask), taskId, null, new CancelTask { TaskId = taskId, Reason = SystemReasons.TakenBack }, cancellation);

    /// <returns><see cref="CommandDone"/> or <see cref="CommandRejected"/>.</returns>
    public Task<object> ApproveAsync(ApproveTask command, string? itemId, CancellationToken cancellation) =>
        RaiseAsync(nameof(ApproveTask), command.TaskId!, itemId, command, cancellation);

    /// <returns><see cref="CommandDone"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> ReplayAsync(ReplayTask command, string? itemId, CancellationToken cancellation)
    {
        if (CommandRules.Judge(command) is { } rejected)
            return rejected;
        if (await queries.LoadAsync(command.TaskId!, cancellation).ConfigureAwait(false) is not { } saga)
            return TaskAnswers.NotFound(nameof(ReplayTask), command.TaskId!);
        if (saga.CurrentState != TaskStates.DeadLettered)
            return TaskAnswers.NotDeadLettered(saga.Id, saga.CurrentState);
        if (policies.For(saga.Kind).NoReplay(saga.Id) is { } instead)
            return TaskAnswers.NotReplayed(saga.Id, instead);
        if (saga.Origin is { } node)
            return TaskAnswers.OfRun(saga, node);
        if (saga.BatchId is not null && policies.For(saga.Kind).Parts(saga.Id, saga.BatchId, await queries.PayloadAsync(saga.Id, cancellation).ConfigureAwait(false)) is { } parts)
            return await ReplayPartsAsync(command, saga, parts, itemId, cancellation).ConfigureAwait(false);

        // The slot, or the place in the backlog and the new sequence number, comes before the commit, as with a submission.
        var run = saga.Run + 1;
        saga.Course = policies.For(saga.Kind).Restart(saga.Course);
        var choice = await chooser.ChooseAsync(
            [new PlaceRequest(new AttemptId(saga.Id, run, 1), saga.Requirements(), saga.Client, saga.Rank)], cancellation).ConfigureAwait(false);
        var place = choice.Places[0];
        if (TaskAnswers.RefusedBy(place, nameof(ReplayTask), saga.Id, saga.Kind) is { } refused)
            return refused;
        return await RaiseAsync(nameof(ReplayTask), saga.Id, itemId, new TaskReplay(command, run, place), cancellation).ConfigureAwait(false);
    }

    /// <summary>Each as if it had been asked for by itself: a fresh run of its own, beside what the others have come to.</summary>
    private async Task<object> ReplayPartsAsync(ReplayTask command, TaskSaga whole, IReadOnlyList<string> parts, string? itemId, CancellationToken cancellation)
    {
        var replayed = false;
        foreach (var part in parts)
        {
            if (await queries.LoadAsync(part, cancellation).ConfigureAwait(false) is not { CurrentState: TaskStates.DeadLettered } saga || saga.BatchId != whole.BatchId)
                continue;
            switch (await ReplayAsync(command with { TaskId = part }, itemId is null ? null : $"{itemId}:{part}", cancellation).ConfigureAwait(false))
            {
                case CommandDone:
                    replayed = true;
                    break;
                case CommandRejected { Code: not "wrong_state" } refused:
                    return refused;
            }
        }

        return replayed
            ? new CommandDone { Command = nameof(ReplayTask), TaskId = whole.Id, State = whole.CurrentState, Changed = true }
            : TaskAnswers.NoDeadPart(whole.Id, whole.BatchId!);
    }

    private async ValueTask<CommandRejected?> FilterAsync(TaskOrder order, CancellationToken cancellation)
    {
        foreach (var filter in filters)
        {
            if (await filter.RefuseAsync(order, cancellation).ConfigureAwait(false) is { } rejected)
                return rejected;
        }

        return null;
    }

    private async Task PlaceAndCommitAsync(
        IReadOnlyList<Submission> submissions, List<(int Index, TaskOrder Order)> orders, SubmitResult?[] results, CancellationToken cancellation)
    {
        var queued = orders.Where(o => o.Order.Hold is null).ToList();
        var choice = queued.Count == 0 ? new SlotChoice([], TimeSpan.Zero, false) : await chooser.ChooseAsync(
            [.. queued.Select(o => new PlaceRequest(new AttemptId(o.Order.TaskId, 0, 1), o.Order.Requirements(), o.Order.Client, o.Order.Rank))],
            cancellation).ConfigureAwait(false);
        var next = 0;
        var items = new List<SagaItem>(orders.Count);
        var indexes = new List<int>(orders.Count);
        for (var n = 0; n < orders.Count; n++)
        {
            var (index, order) = orders[n];
            // What is held back takes no place yet.
            var place = order.Hold is null ? choice.Places[next++] : null;
            if (place is not null && TaskAnswers.RefusedBy(place, nameof(SubmitTask), order.TaskId, order.Kind) is { } refused)
            {
                // A full backlog refuses new work only: whoever asks again for a task that exists gets it.
                if (await queries.LoadAsync(order.TaskId, cancellation).ConfigureAwait(false) is not { } existing)
                {
                    results[index] = new SubmitResult { Rejected = refused };
                    continue;
                }

                place = new PlaceResult.NoSlot(existing.Sequence);
            }

            // Without a message there is no id that would come again; one made of the task's id would take other content for a repetition.
            var itemId = submissions[index].ItemId ?? $"submit:{Guid.NewGuid():N}";
            items.Add(new SagaItem(itemId, order.TaskId, new TaskSubmission(order, place, choice.Elapsed)));
            indexes.Add(index);
        }

        var outcomes = await tasks.HandleAsync(items, cancellation).ConfigureAwait(false);
        for (var n = 0; n < items.Count; n++)
            results[indexes[n]] = await ResultOfAsync(items[n], outcomes[n], cancellation).ConfigureAwait(false);
        await GiveBackAsync(items.Where((_, n) => outcomes[n] is ItemOutcome.Duplicate), cancellation).ConfigureAwait(false);
    }

    /// <summary>A redelivered submission took a slot, or a place in the backlog, that its task does not hold.</summary>
    private async Task GiveBackAsync(IEnumerable<SagaItem> duplicates, CancellationToken cancellation)
    {
        var back = new List<PlacementRequest>();
        foreach (var item in duplicates)
        {
            var saga = await queries.LoadAsync(item.SagaId, cancellation).ConfigureAwait(false);
            back.AddRange(TaskVerbs.NotHeld(saga, item.SagaId, ((TaskSubmission)item.Event).Place));
        }

        if (back.Count > 0)
            news.Add(await placement.ApplyAsync(back, cancellation).ConfigureAwait(false));
    }

    private async Task<SubmitResult> ResultOfAsync(SagaItem item, ItemOutcome outcome, CancellationToken cancellation) => outcome switch
    {
        ItemOutcome.Applied { Answer: SubmissionAccepted accepted } => new SubmitResult { Accepted = accepted },
        ItemOutcome.Applied { Answer: CommandRejected rejected } => new SubmitResult { Rejected = rejected },
        // Our own earlier delivery committed it, and its answer was lost.
        ItemOutcome.Duplicate when await queries.LoadAsync(item.SagaId, cancellation).ConfigureAwait(false) is { } saga => new SubmitResult
        {
            Accepted = new SubmissionAccepted { TaskId = saga.Id, State = saga.CurrentState, Sequence = saga.Sequence, Duplicate = true },
        },
        // Its neighbours in the carrier have their answers.
        ItemOutcome.Failed failed => new SubmitResult { Rejected = TaskAnswers.Failed(nameof(SubmitTask), item.SagaId, failed.Exception) },
        ItemOutcome.LeftForNewer newer => new SubmitResult { Rejected = TaskAnswers.StoredByNewer(nameof(SubmitTask), item.SagaId, newer.Exception) },
        _ => throw new InvalidOperationException($"A submission ended as {outcome.GetType().Name}."),
    };

    private async Task<object> RaiseAsync(string command, string taskId, string? itemId, object sagaEvent, CancellationToken cancellation)
    {
        var item = new SagaItem(itemId ?? $"{command}:{Guid.NewGuid():N}", taskId, sagaEvent);
        var outcome = (await tasks.HandleAsync([item], cancellation).ConfigureAwait(false))[0];
        return outcome switch
        {
            ItemOutcome.Applied { Answer: { } answer } => answer,
            ItemOutcome.Missing => TaskAnswers.NotFound(command, taskId),
            ItemOutcome.Duplicate when await queries.LoadAsync(taskId, cancellation).ConfigureAwait(false) is { } saga =>
                new CommandDone { Command = command, TaskId = taskId, State = saga.CurrentState, Changed = false },
            ItemOutcome.Failed failed => TaskAnswers.Failed(command, taskId, failed.Exception),
            ItemOutcome.LeftForNewer newer => TaskAnswers.StoredByNewer(command, taskId, newer.Exception),
            _ => throw new InvalidOperationException($"{command} for {taskId} ended as {outcome.GetType().Name} without an answer."),
        };
    }
}
