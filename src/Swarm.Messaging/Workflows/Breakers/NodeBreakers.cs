using System.Globalization;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Breakers;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows.Breakers;

/// <summary>
/// Keeps nodes from what is broken: a breaker per type and destination, asked before every attempt in this host and before a node becomes a task
/// of another kind. One that is closed without failures is asked once a second, so that what works costs nothing; after a failure here, and while
/// it is open, the store decides each time. A store that cannot be reached lets every call through.
/// </summary>
internal sealed partial class NodeBreakers(
    IBreakerStore store, IOptions<WorkflowOptions> options, RunnerFeed feed, TimeProvider time, ILogger<NodeBreakers> log)
    : IBreakerSource
{
    public const string OpenError = "circuit_open";

    /// <summary>
    /// How long a probe in this host keeps its place unless it says, each third of it, that it is under way still: what a host that died leaves
    /// is free for others soon, however long its call might have taken.
    /// </summary>
    public static readonly TimeSpan ProbePlace = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(1);
    private static readonly BreakerEntry QuietEntry = new(true, false, TimeSpan.Zero, BreakerMove.None, false);

    /// <summary>When those that are closed without failures were found so.</summary>
    private readonly ConcurrentLru<string, long> quiet = new(4_096);

    public BreakerLimits Limits => new(
        options.Value.BreakerFailures, options.Value.BreakerWindow, options.Value.BreakerRest, options.Value.BreakerProbes, options.Value.BreakerSuccesses);

    /// <param name="destination">What the call depends on; null: nothing that breaks.</param>
    /// <param name="sentOnTo">After the call: where its destination has sent it on to, which is to blame for how it ended; null: nowhere else.</param>
    public async Task<ExecutionOutcome> RunAsync(
        string type, string? destination, TaskExecution attempt, Func<Task<ExecutionOutcome>> call, CancellationToken cancellation, Func<string?>? sentOnTo = null)
    {
        if (destination is null)
            return await call().ConfigureAwait(false);
        var key = $"{type}:{destination}";
        if (await EnterAsync(key, attempt.LeaseToken, ProbePlace).ConfigureAwait(false) is not { } entry)
            return await call().ConfigureAwait(false);
        if (!entry.Allowed)
        {
            Refused(key, attempt.TaskId);
            return new ExecutionOutcome.Failed(OpenError, Message(key, entry));
        }

        var begun = time.GetTimestamp();
        var verdict = BreakerVerdict.Nothing;
        using var ended = new CancellationTokenSource();
        var kept = entry.HalfOpen ? KeepAsync(key, attempt.LeaseToken, ended.Token) : Task.CompletedTask;
        try
        {
            var outcome = await call().ConfigureAwait(false);
            verdict = Judge(outcome);
            return outcome;
        }
        catch (OperationCanceledException e) when (e is not AnsweredStopException && cancellation.IsCancellationRequested && time.GetElapsedTime(begun) >= attempt.Timeout * 0.9)
        {
            // Stopped because it took too long, and not because somebody wanted it: no answer is a failure.
            verdict = BreakerVerdict.Failure;
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await kept.ConfigureAwait(false);
            var other = sentOnTo?.Invoke();
            // Who says where to go has answered.
            var own = other is null ? verdict : BreakerVerdict.Success;
            if (own == BreakerVerdict.Failure || entry.HasFailures)
                await EndAsync(key, attempt.LeaseToken, own).ConfigureAwait(false);
            if (other is not null && verdict != BreakerVerdict.Nothing)
                await CountOfOtherAsync($"{type}:{other}", attempt.LeaseToken, verdict).ConfigureAwait(false);
        }
    }

    /// <summary>Of a call that was sent on it is not asked before; it counts as if it had been, unless it would have refused the call.</summary>
    private async Task CountOfOtherAsync(string key, string call, BreakerVerdict verdict)
    {
        if (await EnterAsync(key, call, ProbePlace, isMade: true).ConfigureAwait(false) is { Allowed: true } entry && (verdict == BreakerVerdict.Failure || entry.HasFailures))
            await EndAsync(key, call, verdict).ConfigureAwait(false);
    }

    /// <summary>Before a call that ends somewhere else: <see cref="CountAsync"/> says how.</summary>
    /// <param name="longest">After this it is not waited for any more.</param>
    /// <returns>Null: it may go.</returns>
    public async Task<string?> RefusalAsync(string key, string call, TimeSpan longest)
    {
        if (await EnterAsync(key, call, longest).ConfigureAwait(false) is not { Allowed: false } entry)
            return null;
        Refused(key, call);
        return Message(key, entry);
    }

    public async Task CountAsync(string key, string call, BreakerVerdict verdict)
    {
        if (verdict != BreakerVerdict.Success || !IsQuiet(key))
            await EndAsync(key, call, verdict).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, CancellationToken cancellation) => store.ListAsync(limit, Limits, cancellation);

    public async Task<bool> ResetAsync(string key, string who, CancellationToken cancellation)
    {
        var found = await store.ResetAsync(key, cancellation).ConfigureAwait(false);
        if (found)
        {
            WasReset(who, key);
            feed.Tell(new RunnerEvent(RunnerEvents.BreakerReset) { Breaker = key, Reason = $"by {who}" });
        }

        return found;
    }

    /// <summary>
    /// Only what another attempt may mend speaks against the destination, unless who called it knows better: a 404 is an answer, a wrong statement the node's own, and
    /// so is one that met a lock.
    /// </summary>
    internal static BreakerVerdict Judge(ExecutionOutcome outcome) => outcome switch
    {
        ExecutionOutcome.Succeeded => BreakerVerdict.Success,
        ExecutionOutcome.Failed failed when failed.BlamesDestination ?? failed.Retryable => BreakerVerdict.Failure,
        _ => BreakerVerdict.Nothing,
    };

    internal static BreakerVerdict Judge(NodeEnd end) =>
        NodeMarks.Of(end.State) == NodeMarks.Succeeded ? BreakerVerdict.Success : end.Exhausted ? BreakerVerdict.Failure : BreakerVerdict.Nothing;

    /// <summary>Of one that is open, its rest; of one that is half-open there is none, only others that try.</summary>
    private string Message(string key, BreakerEntry entry) =>
        (entry.HalfOpen
            ? $"Circuit breaker is half-open: {key} failed too often, and as many calls as may try it at a time ({Limits.Probes}) are under way; how they end decides. "
            : $"Circuit breaker is open: {key} failed too often and is left alone for {Math.Ceiling(entry.Wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture)} s more; ")
        + $"'swarm breakers reset {key}' {(entry.HalfOpen ? "closes" : "ends")} it by hand.";

    private bool IsQuiet(string key) => quiet.TryGet(key, out var at) && time.GetElapsedTime(at) < QuietFor;

    private async Task<BreakerEntry?> EnterAsync(string key, string call, TimeSpan longest, bool isMade = false)
    {
        if (IsQuiet(key))
            return QuietEntry;
        try
        {
            var asked = time.GetTimestamp();
            var entry = await (isMade ? store.JoinAsync(key, call, longest, Limits, CancellationToken.None) : store.EnterAsync(key, call, longest, Limits, CancellationToken.None)).ConfigureAwait(false);
            if (entry is { Allowed: true, HasFailures: false })
                quiet.AddOrUpdate(key, asked);
            Tell(key, entry.Moved);
            return entry;
        }
        catch (Exception e)
        {
            OutOfReach(key, e.Message);
            return null;
        }
    }

    /// <summary>Until the call has ended, or its place is gone; a store that is away for a moment is asked again.</summary>
    private async Task KeepAsync(string key, string call, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(ProbePlace / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                try
                {
                    if (!await store.KeepAsync(key, call, ProbePlace, ended).ConfigureAwait(false))
                        return;
                }
                catch (Exception e) when (!ended.IsCancellationRequested)
                {
                    OutOfReach(key, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The call has ended.
        }
    }

    private async Task EndAsync(string key, string call, BreakerVerdict verdict)
    {
        if (verdict == BreakerVerdict.Failure)
            quiet.TryRemove(key);
        try
        {
            Tell(key, await store.EndAsync(key, call, verdict, Limits, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            OutOfReach(key, e.Message);
        }
    }

    private void Refused(string key, string taskId)
    {
        Rejected(key, taskId);
        feed.Tell(new RunnerEvent(RunnerEvents.BreakerRefused) { Breaker = key, TaskId = taskId });
    }

    private void Tell(string key, BreakerMove move)
    {
        if (EventOf(move) is { } type)
        {
            feed.Tell(new RunnerEvent(type)
            {
                Breaker = key,
                Reason = move is BreakerMove.Opened or BreakerMove.Reopened ? $"Its calls are refused for {Limits.Rest.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s." : null,
            });
        }

        if (move is BreakerMove.Opened or BreakerMove.Reopened)
            Opened(key, move, Limits.Rest);
        else if (move != BreakerMove.None)
            Moved(key, move);
    }

    private static string? EventOf(BreakerMove move) => move switch
    {
        BreakerMove.Opened => RunnerEvents.BreakerOpened,
        BreakerMove.HalfOpen => RunnerEvents.BreakerHalfOpen,
        BreakerMove.Closed => RunnerEvents.BreakerClosed,
        BreakerMove.Reopened => RunnerEvents.BreakerReopened,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The circuit breaker {Key} has {Move}: its calls are refused for {Rest}")]
    private partial void Opened(string key, BreakerMove move, TimeSpan rest);

    [LoggerMessage(Level = LogLevel.Information, Message = "The circuit breaker {Key} is {Move} now")]
    private partial void Moved(string key, BreakerMove move);

    [LoggerMessage(Level = LogLevel.Information, Message = "The circuit breaker {Key} is not closed and has refused the call of {TaskId}")]
    private partial void Rejected(string key, string taskId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} reset the circuit breaker {Key}")]
    private partial void WasReset(string who, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The circuit breaker {Key} cannot be asked, and lets every call through: {Error}")]
    private partial void OutOfReach(string key, string error);
}
