using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>How a task is shown.</summary>
internal static class TaskViews
{
    private const string OfWorkers = "process";
    private const int MostNamed = 3;

    public static TaskSummary Summary(TaskSaga saga) => new()
    {
        TaskId = saga.Id,
        Client = saga.Client,
        Kind = saga.Kind,
        Operation = saga.Operation,
        State = saga.CurrentState,
        Rank = saga.Rank,
        Sequence = saga.Sequence,
        Attempt = saga.Attempt,
        MaxAttempts = MostExecutions(saga),
        UncountedAttempts = saga.Spared,
        TargetId = saga.Lease?.TargetId,
        SubmittedAt = saga.SubmittedAt,
        EndedAt = saga.EndedAt,
        // What an earlier attempt ended with is told by the attempts.
        Reason = saga.Reason ?? (saga.CurrentState == TaskStates.Completed || saga.LastErrorType is null ? null : $"{saga.LastErrorType}: {saga.LastError}"),
    };

    public static TaskSummary Unreadable(StoredSaga stored, Exception why) => new()
    {
        TaskId = stored.Key.Id, Client = "?", Kind = "?", Operation = "?", State = stored.State, Reason = $"This host cannot read it: {why.Message}",
    };

    public static TaskDetails Details(
        TaskSaga saga, long version, IReadOnlyList<TimelineEntry> timeline, IReadOnlyList<AttemptRecord> attempts,
        JsonElement? payload, JsonElement? result, TaskProgress? progress)
    {
        var summary = Summary(saga);
        return new TaskDetails
        {
            TaskId = summary.TaskId,
            Client = summary.Client,
            Kind = summary.Kind,
            Operation = summary.Operation,
            State = summary.State,
            Rank = summary.Rank,
            Sequence = summary.Sequence,
            Attempt = summary.Attempt,
            MaxAttempts = summary.MaxAttempts,
            UncountedAttempts = summary.UncountedAttempts,
            TargetId = summary.TargetId,
            SubmittedAt = summary.SubmittedAt,
            EndedAt = summary.EndedAt,
            Reason = summary.Reason,
            Version = version,
            IdempotencyKey = saga.IdempotencyKey,
            Requires = saga.Tags ?? [],
            TimeoutMs = saga.TimeoutMs,
            SessionId = saga.Lease?.Session ?? saga.LastSession,
            BatchId = saga.BatchId,
            WaitsFor = saga.Dependencies ?? [],
            OpenApprovals = saga.Approvals ?? [],
            Deadline = saga.Deadline,
            RetryAt = saga.RetryAt,
            ReplayCount = saga.Run,
            Labels = saga.Labels ?? [],
            Routing = Routing(saga),
            Timeline = timeline,
            Attempts = attempts,
            Payload = payload,
            Result = result,
            Progress = progress,
        };
    }

    public static TaskRouting? Routing(TaskSaga saga) => saga.Course is not { Classification: { } classification } course ? null : new TaskRouting
    {
        Classification = classification,
        Phase = course.Phase,
        Needs = saga.Requirements().Class,
        WasmAttempts = course.WasmAttempts,
        AgentAttempts = course.AgentAttempts,
        Routings = course.Routings,
        Avoided = course.Avoid,
        Recovery = course.Recovery,
        InstanceId = course.InstanceId,
        FallbackType = course.FallbackType,
        Why = course.Why,
    };

    public static TimelineEntry Timeline(StoredTimelineEntry stored)
    {
        var step = JsonSerializer.Deserialize(stored.Entry.Span, SagaJson.Default.Transition)!;
        return new TimelineEntry(stored.At, stored.Version, step.Event, step.From, step.To, step.Attempt, step.TargetId, step.Reason);
    }

    private static IEnumerable<string> Held(TaskSaga saga, IReadOnlyDictionary<string, string?>? states)
    {
        if (saga.Dependencies is { Count: > 0 } tasks)
            yield return $"the end of {string.Join(", ", tasks.Select(id => Awaited(id, states)))}";
        if (saga.Approvals is { Count: > 0 } approvals)
            yield return $"the approvals {string.Join(", ", approvals)} (swarm crm approve {saga.Id})";
        if (saga.PausedAt is not null)
            yield return $"its run {saga.Origin?.Workflow}, which is paused (swarm workflow resume {saga.Origin?.Workflow})";
        if (!saga.IsHeldBack)
            yield return "a place in the queue, which is full";
    }

    private static string Awaited(string id, IReadOnlyDictionary<string, string?>? states) => states?.TryGetValue(id, out var state) != true ? id
        : state is null ? $"{id}, which is not known (yet): nobody has submitted it, or its retention is over"
        : $"{id} ({state})";

    /// <summary>What is to be known of the lease it holds beside its target's name; null when that one is heard of.</summary>
    private static string? Lost(TaskSaga saga, PlacementExplanation place, string then) => place switch
    {
        { Status: "placed" or "started" or "granted", Token: { } token } when saga.Holds(token) && place.Silence is null => null,
        { Silence: { } silence } when place.LeaseRemaining is { Ticks: > 0 } left && saga.Holds(place.Token ?? "") =>
            $"{saga.Lease?.TargetId} has not been heard of for {silence.TotalSeconds:0} s: it is dead, hangs or is cut off; unless it is heard of within {left.TotalSeconds:0} s, {then}",
        _ => $"its lease there is over: {saga.Lease?.TargetId} is dead, hangs or is cut off; in a moment {then}",
    };

    private static string Opens(FlowWait flow, string client)
    {
        var before = new[]
        {
            flow.Ahead > 0 ? $"{flow.Ahead} others of {client}" : null,
            flow.LanesAhead > 0 ? $"the first of {flow.LanesAhead} other queues that wait for the same" : null,
        }.OfType<string>().ToList();
        return flow switch
        {
            { OpensAt: { } at } => $"it may begin at {at:O}{(before.Count > 0 ? " at the earliest" : "")}",
            { IsPaused: true } => $"it goes on when somebody says so (swarm resume {flow.Key})",
            _ => "the next may begin when one ends",
        } + (before.Count > 0 ? $", after {string.Join(" and ", before)}" : "");
    }

    private static string Execution(TaskSaga saga) =>
        $"execution {saga.Attempt} of {MostExecutions(saga)}{(saga.Spared > 0 ? $" ({saga.Spared} of them {(saga.Spared == 1 ? "does" : "do")} not count)" : "")}";

    /// <summary>Those that do not count are on top of what its retry policy gives. The course has counts of its own, by phase: what is left of them depends on how it fails.</summary>
    private static int MostExecutions(TaskSaga saga) => Math.Max(saga.Attempt, saga.Retry.MaxAttempts + saga.Spared);

    private static bool IsReturned(PlacementExplanation place) => place.Returned.Any(r => place.Candidates.Any(c => c.Reason == r.ToString()));

    private static string Stopped(PlacementExplanation place)
    {
        var all = place.Candidates.Where(c => c.Serves).ToList();
        return string.Join("; ", all.Take(MostNamed).Select(c => $"{c.TargetId}: {c.Reason}")) + (all.Count > MostNamed ? $"; and {all.Count - MostNamed} more" : "");
    }

    private static string Busy(PlacementExplanation place)
    {
        var full = place.Candidates.Where(c => c.Reason == CandidateReport.Full).ToList();
        return string.Join(", ", full.Take(MostNamed).Select(c => $"{c.TargetId} ({c.Used} of {c.Slots} busy)")) + (full.Count > MostNamed ? $" and {full.Count - MostNamed} more" : "");
    }

    /// <param name="awaited">States of the tasks that it waits for, null for one that is not there; without any they are named alone.</param>
    public static string Why(TaskSaga saga, PlacementExplanation place, IReadOnlyDictionary<string, string?>? awaited = null) => saga.CurrentState switch
    {
        TaskStates.Blocked => $"It is blocked: it waits for {string.Join(" and ", Held(saga, awaited))}.",
        TaskStates.Batched => saga.BatchId is { } batch
            ? $"It is part of the batch {batch}, which an agent gets as one task."
            : $"It is collected into a batch of {saga.Operation} for {saga.Client}, which is flushed when it is full or its time is over.",
        TaskStates.Parked when place.Candidates.Count == 0 =>
            $"It waits because no target is registered; it needs {place.Needs}.",
        TaskStates.Parked when place.Flow is { } flow =>
            $"It waits because {flow.Reason}; {Opens(flow, saga.Client)}. What it would need of a target: {place.Needs}.",
        TaskStates.Parked when place.Kind.AtLimit =>
            $"It waits because {place.Kind.Held} attempts of kind {place.Kind.Kind} hold a slot and {place.Kind.Limit} may; {place.AheadInClass ?? 0} with the same needs go first.",
        TaskStates.Parked when !place.Candidates.Any(c => c.Eligible) && place.Candidates.Any(c => c.Reason == CandidateReport.Full) =>
            $"It waits because every target that serves {place.Needs} is full: {Busy(place)}. {place.AheadInClass ?? 0} with the same needs go first; it begins when a slot is free{(saga.Kind == OfWorkers ? ", sooner with more workers: swarm workers scale +N" : "")}.",
        TaskStates.Parked when !place.Candidates.Any(c => c.Eligible) && saga.Kind == OfWorkers && place.Candidates.FirstOrDefault(c => c.Reason == CandidateReport.NoSlots) is { } rests =>
            $"It waits because the worker pool of {rests.TargetId} has no slot to offer: it is broken, every worker has used up its restart budget (swarm workers shows which, its log has their last words; when the cause is mended: swarm workers reset), it is drained (swarm workers resume), or its host's memory is critical (swarm memory).",
        TaskStates.Parked when !place.Candidates.Any(c => c.Eligible) && IsReturned(place) =>
            $"It waits because whoever serves {place.Needs} has given it back without beginning it: {string.Join("; ", place.Returned)}. Any other target may have it at once.",
        TaskStates.Parked when !place.Candidates.Any(c => c.Eligible) && place.Candidates.Any(c => c.Serves) =>
            $"It waits because whoever serves {place.Needs} gets no work now: {Stopped(place)}.{(place.Candidates.Any(c => c.Reason == CandidateReport.NoSlots) ? " A host offers no slots while its memory is critical (swarm memory), an agent while it says so." : "")}",
        TaskStates.Parked when !place.Candidates.Any(c => c.Eligible) =>
            $"It waits because no target serves {place.Needs}; the nearest is {place.Candidates[0].TargetId}: {place.Candidates[0].Reason}.",
        TaskStates.Parked =>
            $"It waits for a slot: {place.AheadInClass ?? 0} with the same needs go first, and its place in the lane of {saga.Client} is {place.PositionInLane ?? 0}.",
        TaskStates.Placed when Lost(saga, place, "it waits for a slot elsewhere, at no cost of an execution") is { } lost =>
            $"It was given to {saga.Lease?.TargetId}, which has not begun it; {lost}.",
        TaskStates.Running when Lost(saga, place, $"execution {saga.Attempt} has failed ({FailedExecution.LeaseLost})") is { } lost =>
            $"It was begun on {saga.Lease?.TargetId} at {saga.StartedAt:O}; {lost}.",
        TaskStates.Placed => $"It holds a slot on {saga.Lease?.TargetId}, which has not begun it yet.",
        TaskStates.Running => $"It runs on {saga.Lease?.TargetId} since {saga.StartedAt:O}, {Execution(saga)}.",
        TaskStates.RetryScheduled => $"Execution {saga.Attempt - 1} failed ({saga.LastErrorType}: {saga.LastError}); the next, {Execution(saga)}, is due at {saga.RetryAt:O}{(saga.RetryWhy is { } why ? $": {why}" : "")}.",
        TaskStates.DeadLettered => $"It was given up ({saga.Reason}): {saga.LastErrorType}: {saga.LastError}",
        TaskStates.Cancelled => $"It was cancelled{(saga.Reason is null ? "" : ": " + saga.Reason)}.",
        _ => "It completed.",
    };
}
