using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>A valid submission, with the answer of placement. Begins a task, or meets the one that exists.</summary>
/// <param name="ChoiceTime">How long placement took to answer.</param>
internal sealed record TaskSubmission(TaskOrder Order, PlaceResult Place, TimeSpan ChoiceTime = default);

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

/// <param name="At">The target's clock, here and below: of use only beside another time of the same target.</param>
internal sealed record AttemptStarted(string Token, DateTimeOffset? At = null, string? Reporter = null) : IReportEvent;

internal sealed record AttemptSucceeded(string Token, ReadOnlyMemory<byte> Result, DateTimeOffset? At = null, string? Reporter = null) : IReportEvent;

internal sealed record AttemptFailed(string Token, TaskError Error, DateTimeOffset? At = null, string? Reporter = null) : IReportEvent;

internal sealed record AttemptRefused(string Token, string Reason, string? Reporter = null) : IReportEvent;

internal sealed record AttemptReturned(string Token, string Reason, string? Reporter = null) : IReportEvent;

/// <summary>An operator wants a dead-lettered task run again; the slot, if any, was asked for beforehand.</summary>
internal sealed record TaskReplay(ReplayTask Command, int Run, PlaceResult Place);

internal sealed record AskDue;

internal sealed record RetryDue;

internal sealed record ExecutionTimeoutDue;

internal sealed record DeadlineDue;
