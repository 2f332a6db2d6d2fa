using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>The client's side: submits runs by the queue, hears of their ends, and looks at each that it has succeeded.</summary>
internal sealed class WorkflowBenchRuns(WorkflowQueries queries, ISagaStore store, ISendEndpoint submit) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked whether one that is not heard of has ended all the same: less than ended ones are kept.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    /// <summary>Between two reads of a store that does not answer.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Of all ids: a soak submits so many that names made up for each would meet, and the second one would be a duplicate.</summary>
    private readonly string prefix = Guid.NewGuid().ToString("N")[..8];

    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private long named;
    private IAsyncDisposable? ends;

    public static async Task<WorkflowBenchRuns> OpenAsync(IServiceProvider host)
    {
        var bus = host.GetRequiredService<IBus>();
        var queue = host.GetRequiredService<BusNames>().Named(SwarmNames.SubmitWorkflow);
        var store = host.GetRequiredService<ISagaStore>();
        var submit = await bus.GetSendEndpoint(new Uri("exchange:" + queue)).ConfigureAwait(false);
        var runs = new WorkflowBenchRuns(host.GetRequiredService<WorkflowQueries>(), store, submit);
        runs.ends = await store.ListenForEndsAsync(runs.Ended).ConfigureAwait(false);
        return runs;
    }

    /// <returns>How long it took until the last had ended; what they ended as is looked at after that.</returns>
    public async Task<TimeSpan> RunAsync(SubmitWorkflow workflow, int count, int atATime, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        using var window = new SemaphoreSlim(atATime);
        var first = First(count);
        var all = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            await window.WaitAsync(cancellation).ConfigureAwait(false);
            all.Add(OneAsync(workflow with { ExecutionId = Id(first + i) }, window, cancellation));
        }

        await Task.WhenAll(all).ConfigureAwait(false);
        var took = Stopwatch.GetElapsedTime(begun);
        for (var i = 0; i < count; i++)
            await CheckAsync(Id(first + i), cancellation).ConfigureAwait(false);
        return took;
    }

    /// <returns>How many of them completed.</returns>
    public async Task<int> CompletedAsync(SubmitWorkflow workflow, int count, CancellationToken cancellation)
    {
        using var window = new SemaphoreSlim(count);
        var first = First(count);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await window.WaitAsync(cancellation).ConfigureAwait(false);
            await OneAsync(workflow with { ExecutionId = Id(first + i) }, window, cancellation).ConfigureAwait(false);
        })).ConfigureAwait(false);
        var completed = 0;
        for (var i = 0; i < count; i++)
            completed += (await StoredAsync(Id(first + i), cancellation).ConfigureAwait(false))?.CurrentState == WorkflowStates.Completed ? 1 : 0;
        return completed;
    }

    /// <summary>One by itself.</summary>
    public Task<TimeSpan> OneAsync(SubmitWorkflow workflow, CancellationToken cancellation) => RunAsync(workflow, 1, 1, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (ends is not null)
            await ends.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes so many numbers that nobody else gets.</summary>
    private long First(int count) => Interlocked.Add(ref named, count) - count;

    private string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");

    private async Task OneAsync(SubmitWorkflow workflow, SemaphoreSlim window, CancellationToken cancellation)
    {
        var end = waiting.GetOrAdd(workflow.ExecutionId!, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await submit.Send(workflow, cancellation).ConfigureAwait(false);
        var begun = Stopwatch.GetTimestamp();
        while (!await IsHeardAsync(end.Task, cancellation).ConfigureAwait(false))
        {
            var isLate = Stopwatch.GetElapsedTime(begun) >= Patience;
            if (!isLate && (await StoredAsync(workflow.ExecutionId!, cancellation).ConfigureAwait(false))?.EndedAt is null)
                continue;
            // Its end may be under way to the listener.
            if (!isLate && await IsHeardAsync(end.Task, cancellation).ConfigureAwait(false))
                break;
            throw new BenchWrongException(
                $"{workflow.ExecutionId} was not heard to end {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s after it was submitted: lost, or more than this machine can do. {await StandingAsync(workflow.ExecutionId!, cancellation).ConfigureAwait(false)}");
        }

        window.Release();
    }

    private static async Task<bool> IsHeardAsync(Task end, CancellationToken cancellation)
    {
        await end.WaitAsync(Look, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return end.IsCompleted;
    }

    /// <summary>How a run stands, for whoever looks into why it has not ended, or was not heard to.</summary>
    private async Task<string> StandingAsync(string executionId, CancellationToken cancellation) =>
        await queries.GetAsync(executionId, includeResults: false, cancellation).ConfigureAwait(false) is { } run
            ? $"It is {run.State}; its nodes: {string.Join(", ", run.Nodes.Select(node => $"{node.NodeId} {node.State}"))}; its last steps: {string.Join("; ", run.Timeline.TakeLast(8))}."
            : "There is no such run: it was never accepted.";

    private async Task CheckAsync(string executionId, CancellationToken cancellation)
    {
        var run = await StoredAsync(executionId, cancellation).ConfigureAwait(false);
        if (run?.CurrentState != WorkflowStates.Completed || run.Marks.Any(mark => mark != NodeMarks.Succeeded))
            throw new BenchWrongException($"{executionId} ended {run?.CurrentState}: {run?.Marks} {run?.Reason}");
    }

    /// <summary>The engine waits for a store that does not answer for a while, and so does who looks at what it did.</summary>
    private async Task<WorkflowSaga?> StoredAsync(string executionId, CancellationToken cancellation)
    {
        for (var begun = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await queries.LoadAsync(executionId, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (store.IsOutage(e))
            {
                if (Stopwatch.GetElapsedTime(begun) >= Patience)
                    throw new BenchWrongException($"{executionId} could not be looked at: Redis has not answered for {Patience.TotalMinutes:0} minutes. {e.Message}");
                await Task.Delay(Pause, TimeProvider.System, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Ended(SagaKey key)
    {
        if (key.Type == WorkflowDefinition.TypeName && waiting.TryRemove(key.Id, out var end))
            end.TrySetResult();
    }
}
