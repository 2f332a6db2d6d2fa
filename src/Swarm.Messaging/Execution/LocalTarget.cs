using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Execution;

/// <summary>
/// A target of this host: takes attempts from its queue, asks placement whether it may still begin them, runs them on its executor and
/// reports. Never runs more at a time than it has slots.
/// </summary>
internal sealed partial class LocalTarget(
    TargetDefinition definition,
    ITaskExecutor executor,
    IPlacementStore placement,
    HeldAttempts held,
    ReportSender reports,
    HostPressure pressure,
    TimeProvider time,
    ILogger<LocalTarget> log) : IDisposable
{
    private const int MaxStarts = 500;

    /// <summary>Questions to placement on their way at a time: a slot that comes free does not wait for the answer to those before it.</summary>
    private const int MaxAsked = 4;

    private readonly TargetQueue queue = new();
    private readonly IElasticExecutor? elastic = executor as IElasticExecutor;

    private readonly TargetOffer fixedOffer = new(definition.Slots, definition.Capabilities) { Room = definition.Slots };
    private readonly TargetRoom room = new(executor is IElasticExecutor { Offer.Room: var size } ? size : definition.Slots);
    private volatile TargetDefinition current = definition;
    private volatile TargetDefinition? registered;
    private volatile string? leaving;

    public TargetDefinition Definition => current;

    /// <summary>It can do more or less than it was registered with.</summary>
    public bool IsStale => registered is { } known && !Offer.Same(new TargetOffer(known.Slots, known.Capabilities) { Room = room.Size });

    /// <summary>A host that is short of memory offers nothing.</summary>
    private TargetOffer Offer
    {
        get
        {
            var offer = elastic?.Offer ?? fixedOffer;
            return pressure.IsFull ? offer with { Slots = 0 } : offer;
        }
    }

    /// <summary>Takes over what its executor offers now.</summary>
    public TargetDefinition Refresh()
    {
        var offer = Offer;
        room.Size = offer.Room;
        return current = current with { Slots = offer.Slots, Capabilities = offer.Capabilities };
    }

    /// <summary>Placement knows it so. What waits for room that is not offered any more, another target may have room for.</summary>
    public void Registered(TargetDefinition known)
    {
        registered = known;
        if (known.Slots <= room.Size && room.IsFull && queue.Count > 0)
            ReturnQueued("its turn here is too far off");
    }

    /// <summary>Takes what the queue brought. A token it has already is the same attempt again.</summary>
    public void Accept(ExecuteTasks message)
    {
        foreach (var token in message.Revoked)
            held.Revoke(token);
        foreach (var task in message.Tasks)
        {
            if (held.TryHold(current.TargetId, task) is { } attempt)
                queue.Add(attempt);
        }

        if (leaving is not null)
            ReturnQueued(leaving);
        else if (registered is { Slots: 0 })
            ReturnQueued("it was on its way here when the target stopped taking work");
    }

    /// <summary>Begins attempts as slots come free, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var asked = new List<Task>(MaxAsked);
        try
        {
            while (await queue.WaitAsync(cancellation).ConfigureAwait(false))
            {
                if (asked.Count == MaxAsked)
                    await Task.WhenAny(asked).ConfigureAwait(false);
                asked.RemoveAll(task => task.IsCompleted);
                var batch = Take(Math.Min(MaxStarts, await room.FreeAsync(cancellation).ConfigureAwait(false)));
                if (batch.Count == 0)
                    continue;
                room.Take(batch.Count);
                asked.Add(BeginAsync(batch, cancellation));
            }
        }
        finally
        {
            await Task.WhenAll(asked).ConfigureAwait(false);
        }
    }

    /// <summary>Gives back what was not begun, and whatever still comes.</summary>
    public void Leave(string reason)
    {
        leaving = reason;
        ReturnQueued(reason);
    }

    public void Dispose() => room.Dispose();

    private void ReturnQueued(string reason)
    {
        while (queue.TryTake(out var attempt))
        {
            if (attempt.TryEnd(time.GetTimestamp()))
                reports.Send(current.TargetId, Report(attempt, ReportKinds.Returned) with { Reason = reason });
        }
    }

    private List<HeldAttempt> Take(int most)
    {
        var batch = new List<HeldAttempt>();
        while (batch.Count < most && queue.TryTake(out var attempt))
        {
            if (!attempt.Stop.IsCancellationRequested)
                batch.Add(attempt);
        }

        return batch;
    }

    private async Task BeginAsync(List<HeldAttempt> batch, CancellationToken cancellation)
    {
        IReadOnlyList<bool> may;
        try
        {
            may = await MayBeginAsync(batch, cancellation).ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Not begun: back to where Leave finds it.
            room.GiveBack(batch.Count);
            batch.ForEach(queue.Add);
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (may[i])
            {
                _ = RunAttemptAsync(batch[i]);
                continue;
            }

            held.Revoke(batch[i].Token);
            room.GiveBack();
        }
    }

    private async Task<IReadOnlyList<bool>> MayBeginAsync(List<HeldAttempt> batch, CancellationToken cancellation)
    {
        var call = Guid.NewGuid().ToString("N");
        while (true)
        {
            try
            {
                return await placement.StartAttemptsAsync(current.TargetId, [.. batch.Select(a => a.Token)], call, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // The same call again answers the same, whether or not it took effect.
                StartFailed(current.TargetId, batch.Count, e);
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAttemptAsync(HeldAttempt attempt)
    {
        try
        {
            var report = await ExecuteAsync(attempt).ConfigureAwait(false);
            if (report is not null && attempt.TryEnd(time.GetTimestamp()))
                reports.Send(current.TargetId, report with { At = time.GetUtcNow() });
        }
        finally
        {
            attempt.End();
            room.GiveBack();
        }
    }

    /// <returns>Null when the lease was taken away: then nothing is to be said.</returns>
    private async Task<TaskReport?> ExecuteAsync(HeldAttempt attempt)
    {
        var task = attempt.Task;
        var limit = TimeSpan.FromMilliseconds(task.Recovery?.TimeoutMs ?? task.TimeoutMs);
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(attempt.Stop, timeout.Token);
        void Begin()
        {
            attempt.Begin(elastic?.IsHeardAtStop == true);
            reports.Send(current.TargetId, Report(attempt, ReportKinds.Started) with { At = time.GetUtcNow() });
            timeout.CancelAfter(limit + (elastic?.Grace ?? TimeSpan.Zero));
        }

        var tellsBegin = elastic?.TellsBegin == true;
        if (!tellsBegin)
            Begin();
        try
        {
            var payload = task.Payload is { } json
                ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json).ToArray()
                : "null"u8.ToArray();
            var outcome = await executor.ExecuteAsync(
                new TaskExecution(
                    task.TaskId, task.Attempt, task.LeaseToken, task.Operation, payload, task.IdempotencyKey,
                    limit, new ProgressReporter(attempt, reports, time))
                { Rank = task.Rank, AcceptedAt = task.AcceptedAt, Recovery = task.Recovery, Begun = tellsBegin ? Begin : null },
                stop.Token).ConfigureAwait(false);
            return attempt.Stop.IsCancellationRequested && !(attempt.IsCutOff && Stands(outcome)) ? null : Of(attempt, outcome);
        }
        catch (OperationCanceledException) when (attempt.Stop.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Failed(attempt, new TaskError("timeout", $"The execution did not end within {limit.TotalMilliseconds:0} ms and was stopped."));
        }
        catch (Exception e)
        {
            ExecutorThrew(task.TaskId, task.Operation, e);
            return Failed(attempt, new TaskError(e.GetType().Name, e.Message, e.StackTrace));
        }
    }

    /// <summary>What was done, or must not be tried again, is so for the next host too.</summary>
    private static bool Stands(ExecutionOutcome outcome) => outcome is ExecutionOutcome.Succeeded or ExecutionOutcome.Failed { Retryable: false };

    private static TaskReport Of(HeldAttempt attempt, ExecutionOutcome outcome) => outcome switch
    {
        ExecutionOutcome.Succeeded { Result.Length: > TaskOptions.MaxPayloadBytes } large => Failed(attempt, new TaskError(
            "result_too_large",
            $"The result has {large.Result.Length} bytes; at most {TaskOptions.MaxPayloadBytes} are stored. Store it elsewhere and return a reference.",
            null, false)),
        ExecutionOutcome.Succeeded deep when !JsonDepth.Fits(deep.Result.Span) => Failed(attempt, new TaskError(
            "result_too_deep", $"The result has more than {JsonDepth.Most} levels of JSON, which cannot be carried. Flatten it, or return it as a text.", null, false)),
        ExecutionOutcome.Succeeded done => Report(attempt, ReportKinds.Succeeded) with { Result = JsonElement.Parse(done.Result.Span) },
        ExecutionOutcome.Failed failed => Failed(attempt, new TaskError(
            failed.ErrorType, failed.Message, failed.Stack, failed.Retryable, failed.InstanceId, failed.Fallback)),
        ExecutionOutcome.Returned returned => Report(attempt, ReportKinds.Returned) with { Reason = returned.Reason },
        ExecutionOutcome.Refused refused => Report(attempt, ReportKinds.Refused) with { Reason = refused.Reason },
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };

    private static TaskReport Failed(HeldAttempt attempt, TaskError error) => Report(attempt, ReportKinds.Failed) with { Error = error };

    private static TaskReport Report(HeldAttempt attempt, string kind) => new()
    {
        TaskId = attempt.Task.TaskId, LeaseToken = attempt.Token, Attempt = attempt.Task.Attempt, Kind = kind,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Placement did not answer whether {TargetId} may begin {Count} attempts; asking again")]
    private partial void StartFailed(string targetId, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The executor threw on {TaskId} ({Operation}): the attempt counts as failed")]
    private partial void ExecutorThrew(string taskId, string operation, Exception exception);
}
