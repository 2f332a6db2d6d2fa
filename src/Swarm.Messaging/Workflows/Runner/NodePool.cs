using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>This host's workers: gives each node to one, starts and replaces them. Decisions are <see cref="NodePoolCore"/>'s.</summary>
internal sealed class NodePool : IDisposable
{
    private readonly Lock gate = new();
    private readonly INodeWorkerSelector[] selectors;
    private readonly NodePoolCore core;
    private readonly RunnerFeed feed;
    private readonly TimeProvider time;
    private readonly long begun;

    private readonly IDisposable? changes;

    public NodePool(IEnumerable<INodeWorkerSelector> selectors, RunnerFeed feed, IOptionsMonitor<RunnerOptions> options, TimeProvider time)
    {
        (this.selectors, this.feed, this.time, begun) = ([.. selectors], feed, time, time.GetTimestamp());
        RunnerAtRunTime.Copy(options.CurrentValue, Options);
        core = new(Options, Selector(Options));
        changes = options.OnChange(Change);
    }

    /// <summary>As they are now.</summary>
    public RunnerOptions Options { get; } = new();

    /// <summary>Nodes it can run at a time, now.</summary>
    public int Slots => Read((core, _) => core.Slots);

    public T Read<T>(Func<NodePoolCore, TimeSpan, T> look)
    {
        lock (gate)
            return look(core, time.GetElapsedTime(begun));
    }

    /// <summary>Complete when the least number of workers is ready.</summary>
    public Task StartAsync() => Task.WhenAll(Decide((core, now) => core.Scale(0, now)).Select(Begin));

    public void Check(double cpuPercent, double memoryMb, long depth)
    {
        foreach (var worker in Decide((core, now) => core.Check(cpuPercent, memoryMb, now)).Concat(Decide((core, now) => core.Scale(depth, now))))
            _ = Begin(worker);
    }

    public void Stop() => Decide((core, _) =>
    {
        core.StopAll();
        return 0;
    });

    /// <summary>Runs a node on a worker.</summary>
    /// <returns>Returned when no worker has room: then it waits for another. What has begun ends here, whatever becomes of its worker: it is never begun again unseen.</returns>
    public async Task<ExecutionOutcome> RunAsync(TaskExecution execution, Func<CancellationToken, Task<ExecutionOutcome>> work, CancellationToken cancellation)
    {
        // Of two clocks: the later one may be behind.
        TimeSpan? waited = execution.AcceptedAt is { } accepted ? TimeSpan.FromTicks(Math.Max(0, (time.GetUtcNow() - accepted).Ticks)) : null;
        if (Decide((core, now) => core.Assign(execution.TaskId, waited, now, cancellation)) is not { } run)
            return new ExecutionOutcome.Returned("no worker of this host has room");
        ExecutionOutcome? outcome = null;
        try
        {
            // On a thread of its own: one that blocks holds up nobody, and can be given up.
            outcome = await WatchAsync(Task.Run(() => work(cancellation), CancellationToken.None), run, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            Crash(run.Worker, $"{execution.Operation} threw {e.GetType().Name}: {e.Message}");
            outcome = new ExecutionOutcome.Failed(e.GetType().Name, e.Message, e.StackTrace) { InstanceId = run.Worker.Id };
        }
        finally
        {
            Decide((core, now) =>
            {
                core.End(run, execution.Operation, Failed(outcome), outcome is ExecutionOutcome.Failed { Retryable: true, ErrorType: not NodeBreakers.OpenError }, now);
                return 0;
            });
        }

        return outcome;
    }

    public void Dispose() => changes?.Dispose();

    /// <summary>Until it ends; or, when it was stopped long ago and does not, until it is given up.</summary>
    private static async Task<ExecutionOutcome> WatchAsync(Task<ExecutionOutcome> work, NodeRun run, CancellationToken cancellation)
    {
        if (await Task.WhenAny(work, run.Abandoned).ConfigureAwait(false) == work)
            return await work.ConfigureAwait(false);
        // Whatever it says later, nobody listens.
        _ = work.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        throw new OperationCanceledException(cancellation);
    }

    private static bool? Failed(ExecutionOutcome? outcome) => outcome switch
    {
        ExecutionOutcome.Succeeded => false,
        ExecutionOutcome.Failed => true,
        _ => null,
    };

    private void Crash(NodeWorker worker, string reason)
    {
        if (Decide((core, now) => core.Crash(worker, reason, now)) is { } replacement)
            _ = Begin(replacement);
    }

    /// <summary>A worker lives when the process's threads have come to it: where they do not, it is found out by the next check.</summary>
    private Task Begin(NodeWorker worker) => Task.Run(() => Decide((core, now) =>
    {
        core.Ready(worker, now);
        return 0;
    }));

    private INodeWorkerSelector Selector(RunnerOptions options) => selectors.Last(s => s.Name == options.Strategy);

    private void Change(RunnerOptions next)
    {
        lock (gate)
        {
            RunnerAtRunTime.Copy(next, Options);
            core.Selector = Selector(Options);
        }
    }

    private T Decide<T>(Func<NodePoolCore, TimeSpan, T> decide)
    {
        lock (gate)
        {
            var decided = decide(core, time.GetElapsedTime(begun));
            // Within the lock: what happened is told in its order.
            foreach (var happened in core.Happened)
                feed.Tell(happened);
            core.Happened.Clear();
            return decided;
        }
    }
}
