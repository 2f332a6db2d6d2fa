using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Agents;

/// <summary>
/// A circuit breaker per agent, in the store, so that all hosts agree. It opens after failures in a row or at a failure rate: the agent gets no new
/// work. After a rest it gets one attempt at a time until one ends: a success closes it, a failure opens it again. Failures that are the
/// task's own (not retryable, refused, past their deadline), its session's or the service's say nothing of the agent and do not count. Leases that are lost
/// together, with one process, are one failure.
/// </summary>
internal sealed partial class AgentBreakers(
    IAgentStore store,
    AgentPlacement placement,
    AgentProjection projection,
    AgentDirectory directory,
    AlertService alerts,
    IOptions<AgentOptions> options,
    IOptionsMonitor<PlacementOptions> placementOptions,
    TimeProvider time,
    ILogger<AgentBreakers> log)
    : PeriodicService(TimeSpan.FromMilliseconds(500), time, log), ITaskEventObserver
{
    private const int MaxWaiting = 100_000;
    private const int Limit = 100;

    // More than this at once are dropped: figures, nothing else, depend on them.
    private readonly Channel<AgentOutcome> ends = Channel.CreateBounded<AgentOutcome>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly TimeProvider time = time;

    public void Observe(IReadOnlyList<TaskEvent> events)
    {
        foreach (var e in events)
        {
            if (OutcomeOf(e) is { } outcome)
                ends.Writer.TryWrite(outcome);
        }
    }

    /// <summary>Counts what has ended and lets agents rest or try again.</summary>
    /// <returns>How many breakers moved.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var moved = 0;
        while (ends.Reader.TryRead(out var end))
        {
            if (!await directory.IsAgentAsync(end.AgentId, cancellation).ConfigureAwait(false)
                || await store.CountAsync(end, options.Value, cancellation).ConfigureAwait(false) is not { Changed: true } change)
                continue;
            await MovedAsync(change.Now, cancellation).ConfigureAwait(false);
            moved++;
        }

        foreach (var agent in await store.ProbeDueAsync(Limit, cancellation).ConfigureAwait(false))
        {
            await MovedAsync(agent, cancellation).ConfigureAwait(false);
            moved++;
        }

        return moved;
    }

    /// <summary>Makes placement, alerts and log follow a breaker that moved.</summary>
    public async Task MovedAsync(AgentState agent, CancellationToken cancellation)
    {
        await placement.SettleAsync(agent, cancellation).ConfigureAwait(false);
        await projection.WriteAsync(agent, cancellation).ConfigureAwait(false);
        Moved(agent.AgentId, agent.Breaker, agent.FailedInARow);
        if (agent.Breaker == BreakerStates.Open)
            await alerts.RaiseAsync(Condition(agent), cancellation).ConfigureAwait(false);
        else if (agent.Breaker == BreakerStates.Closed)
            await alerts.ClearAsync(AlertNames.BreakerOpen, agent.AgentId, agent.FailedInARow, cancellation).ConfigureAwait(false);
    }

    /// <summary>The agent is gone, and what was wrong with it.</summary>
    public Task ForgetAsync(string agentId, CancellationToken cancellation) =>
        alerts.ClearAsync(AlertNames.BreakerOpen, agentId, 0, cancellation);

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    protected override async Task PauseAsync(CancellationToken cancellation)
    {
        // An end is counted at once; a rest that is over is noticed within a moment.
        using var limit = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await ((Task)ends.Reader.WaitToReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>What a session, or the service, is to blame for says nothing of the agent.</summary>
    private bool IsOwn(string? error) =>
        error is null || (!placementOptions.CurrentValue.IsSessionError(error) && !(options.Value.BreakerIgnores.TryGetValue(error, out var ignored) && ignored));

    private AgentOutcome? OutcomeOf(TaskEvent e) => e switch
    {
        TaskCompleted { TargetId: { } id } done => new(id, true, TimeSpan.FromMilliseconds(done.DurationMs)),
        TaskRetryScheduled { ErrorType: var error } when !IsOwn(error) => null,
        TaskDeadLettered { ErrorType: var error } when !IsOwn(error) => null,
        TaskRetryScheduled { TargetId: { } id } failed => Failed(id, failed.ErrorType),
        TaskRerouted { TargetId: { } id } failed => Failed(id, failed.ErrorType),
        TaskDeadLettered { TargetId: { } id, Reason: DeadLetterReasons.RetriesExhausted } failed => Failed(id, failed.ErrorType),
        _ => null,
    };

    // A process that ends takes all its leases along; they run out within one lease of each other.
    private AgentOutcome Failed(string agentId, string? error) =>
        new(agentId, false, TimeSpan.Zero, error == FailedExecution.LeaseLost ? placementOptions.CurrentValue.Lease : null);

    private Condition Condition(AgentState agent) => new(
        AlertNames.BreakerOpen, "warning", agent.AgentId, agent.FailedInARow, options.Value.BreakerFailures, true, false,
        $"The agent {agent.AgentId} fails too often and gets no new work for {options.Value.BreakerRest.TotalSeconds:0} s, then one attempt as a probe. "
        + $"Look at the errors of its tasks; 'swarm agents reset-breaker {agent.AgentId}' ends it by hand.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The breaker of agent {AgentId} is {Breaker} now, after {FailedInARow} failures in a row")]
    private partial void Moved(string agentId, string breaker, int failedInARow);
}
