namespace Swarm.Messaging.Swarms.Recovery;

internal interface IRecoveryEvent
{
    string SwarmId { get; }
}

/// <summary>The swarm is interrupted.</summary>
/// <param name="HostLost">The process that had it was not there any more: not heard of, or without place for any.</param>
internal sealed record SwarmInterrupted(string SwarmId, DateTimeOffset At, string? Reason, bool HostLost) : IRecoveryEvent;

/// <summary>At once: the swarm was heard of while interrupted, or an operator wants it.</summary>
/// <param name="Interrupted">When the interruption began that an operator wants to be over: its own news may come later. Null: it is no operator.</param>
internal sealed record RecoveryWanted(string SwarmId, DateTimeOffset At, string Why, DateTimeOffset? Interrupted = null) : IRecoveryEvent;

/// <summary>The time after an interruption is over.</summary>
internal sealed record RecoveryDue(string SwarmId) : IRecoveryEvent;

/// <summary>Nothing was heard of a step, or there was no place: asked again.</summary>
internal sealed record RecoveryAskDue(string SwarmId) : IRecoveryEvent;

/// <summary>A try has taken too long.</summary>
internal sealed record RecoveryTimedOut(string SwarmId) : IRecoveryEvent;

/// <summary>What became of the begin.</summary>
internal sealed record RecoveryTried(string SwarmId, RecoveryResult Result) : IRecoveryEvent;

/// <summary>The first heartbeat of the new host.</summary>
internal sealed record RecoveryHeard(string SwarmId) : IRecoveryEvent;

/// <summary>The swarm is active.</summary>
internal sealed record SwarmIsBack(string SwarmId, DateTimeOffset At) : IRecoveryEvent;

/// <summary>Its open tasks go on.</summary>
internal sealed record RecoveryResumed(string SwarmId, ResumedTasks Tasks) : IRecoveryEvent;

/// <summary>The swarm has come to an end, or has left.</summary>
internal sealed record SwarmIsOver(string SwarmId, DateTimeOffset At, string How) : IRecoveryEvent;
