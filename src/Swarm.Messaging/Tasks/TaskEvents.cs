using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Tasks;

/// <summary>A valid submission, with the answer of placement. Begins a task, or meets the one that exists.</summary>
/// <param name="Place">Null when it is held back and placement was not asked.</param>
/// <param name="ChoiceTime">How long placement took to answer.</param>
internal sealed record TaskSubmission(TaskOrder Order, PlaceResult? Place, TimeSpan ChoiceTime = default);

/// <summary>
/// The run of its node has stopped before anybody has submitted it. Whoever is still about to, on whichever host, finds it cancelled: what is told as not begun does not begin
/// afterwards.
/// </summary>
internal sealed record TaskWithheld(string TaskId, NodeOrigin Origin, string Client, string Kind, string Operation, int Rank, Dictionary<string, string> Labels, string Reason);

/// <summary>The run of its node is paused: what has not begun waits with it.</summary>
internal sealed record RunPaused(string TaskId, NodeOrigin Origin);

/// <summary>The run of its node goes on, and what has waited with it.</summary>
internal sealed record RunResumed(string TaskId, NodeOrigin Origin);

/// <summary>The run of its node does not go on with what has waited with it: that ends before it begins, and nobody is told, as with <see cref="TaskWithheld"/>.</summary>
internal sealed record RunLeft(string TaskId, NodeOrigin Origin, string Reason);

/// <summary>The answer of a task that has not begun and does as its run does; the others answer nothing.</summary>
/// <param name="Origin">With all that is known of it.</param>
/// <param name="Ended">It has ended now, and its run does not hear of it by itself.</param>
internal sealed record RunFollowed(NodeOrigin Origin, bool Ended = false);

/// <summary>A task that was held back may enter the queue, as its batch or it itself wants.</summary>
/// <param name="BatchId">Null: it was blocked.</param>
/// <param name="Place">Null when it did not seem to be held back any more: it says what has become of it.</param>
/// <param name="Why">Why its batch does not go to an agent as one task, for the timeline; null: it was not to.</param>
internal sealed record TaskReleased(string TaskId, string? BatchId, PlaceResult? Place, string? Why = null);

/// <summary>The batch goes to an agent as one task: it waits for its part of the answer.</summary>
internal sealed record TaskEnlisted(string TaskId, string BatchId);

/// <summary>Its part of the answer to the one task of its batch.</summary>
/// <param name="Result">JSON; null when it failed.</param>
/// <param name="Sequence">Of the one task: its place in the queue is kept for what has to be done again.</param>
/// <param name="Execution">The number of the one task's last execution, 1 for the first.</param>
internal sealed record ItemEnded(
    string TaskId, string BatchId, ReadOnlyMemory<byte>? Result, TaskError? Error, string? TargetId, DateTimeOffset? StartedAt, long Sequence, int Execution);

/// <summary>Another task waits for this one's end.</summary>
internal sealed record DependentJoined(string TaskId, string Dependent);

/// <summary>A task that this one waits for has ended, or never can.</summary>
/// <param name="State">Its end; null when it never ends, for it waits for this one.</param>
/// <param name="Reason">Of an end that is no completion, or who waits for whom.</param>
internal sealed record DependencyEnded(string TaskId, string Dependency, string? State, string? Reason = null);

/// <summary>Placement gave a waiting attempt a slot.</summary>
internal sealed record SlotGranted(AttemptId Attempt, SlotLease Lease);

/// <summary>Speaks of one lease, and counts only while the task holds it.</summary>
internal interface ILeaseBearer
{
    string Token { get; }
}

/// <summary>A lease ended without a release.</summary>
internal sealed record LeaseLost(string Token, bool Started) : ILeaseBearer;

/// <summary>The target does not list the lease: the attempt never reached it.</summary>
internal sealed record ResendAsked(string Token) : ILeaseBearer;

/// <summary>What a target says of its attempt.</summary>
internal interface IReportEvent : ILeaseBearer
{
    /// <summary>Who says so; null when its carrier names nobody, as the pools of hosts do.</summary>
    string? Reporter { get; }
}

/// <summary>The answer to a report of somebody else's attempt: it changed nothing.</summary>
internal sealed record ForeignReport(string Reporter, string Holder);

/// <summary>The answer to the end of an execution that is over: it changed nothing.</summary>
/// <param name="State">Of the task now.</param>
/// <param name="Reason">Why it is so; null: nobody said.</param>
internal sealed record StaleReport(string State, string? Reason);

/// <param name="At">The target's clock, here and below: of use only beside another time of the same target.</param>
internal sealed record AttemptStarted(string Token, DateTimeOffset? At = null, string? Reporter = null) : IReportEvent;

internal sealed record AttemptSucceeded(string Token, ReadOnlyMemory<byte> Result, DateTimeOffset? At = null, string? Reporter = null) : IReportEvent;

/// <param name="RetryAfter">What the service behind the target told.</param>
internal sealed record AttemptFailed(string Token, TaskError Error, DateTimeOffset? At = null, string? Reporter = null, AskedRest? RetryAfter = null) : IReportEvent;

internal sealed record AttemptRefused(string Token, string Reason, string? Reporter = null) : IReportEvent;

internal sealed record AttemptReturned(string Token, string Reason, string? Reporter = null) : IReportEvent;

/// <summary>An operator wants a dead-lettered task run again; the slot, if any, was asked for beforehand.</summary>
internal sealed record TaskReplay(ReplayTask Command, int Run, PlaceResult Place);

internal sealed record AskDue;

internal sealed record RetryDue;

internal sealed record ExecutionTimeoutDue;

internal sealed record DeadlineDue;
