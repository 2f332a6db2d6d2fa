using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>The client's side: submits runs by the queue, hears of their ends, and looks at each that it has succeeded.</summary>
internal sealed class WorkflowBenchRuns(WorkflowQueries queries, ISendEndpoint submit) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private IAsyncDisposable? ends;

    public static async Task<WorkflowBenchRuns> OpenAsync(BenchHost host)
    {
        var bus = host.Services.GetRequiredService<IBus>();
        var queue = host.Services.GetRequiredService<BusNames>().Named(SwarmNames.SubmitWorkflow);
        var runs = new WorkflowBenchRuns(host.Services.GetRequiredService<WorkflowQueries>(), await bus.GetSendEndpoint(new Uri("exchange:" + queue)).ConfigureAwait(false));
        runs.ends = await host.Services.GetRequiredService<ISagaStore>().ListenForEndsAsync(runs.Ended).ConfigureAwait(false);
        return runs;
    }

    /// <returns>How long it took until the last had ended; what they ended as is looked at after that.</returns>
    public async Task<TimeSpan> RunAsync(SubmitWorkflow workflow, int count, int atATime, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        using var window = new SemaphoreSlim(atATime);
        var prefix = Guid.NewGuid().ToString("N")[..8];
        var all = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            await window.WaitAsync(cancellation).ConfigureAwait(false);
            all.Add(OneAsync(workflow with { ExecutionId = $"{prefix}-{i}" }, window, cancellation));
        }

        await EndedAsync(Task.WhenAll(all), () => $"{all.Count(run => !run.IsCompleted)} of {count} workflows have", cancellation).ConfigureAwait(false);
        var took = Stopwatch.GetElapsedTime(begun);
        for (var i = 0; i < count; i++)
            await CheckAsync($"{prefix}-{i}", cancellation).ConfigureAwait(false);
        return took;
    }

    /// <returns>How many of them completed.</returns>
    public async Task<int> CompletedAsync(SubmitWorkflow workflow, int count, CancellationToken cancellation)
    {
        using var window = new SemaphoreSlim(count);
        var prefix = Guid.NewGuid().ToString("N")[..8];
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            await window.WaitAsync(cancellation).ConfigureAwait(false);
            await OneAsync(workflow with { ExecutionId = $"{prefix}-{i}" }, window, cancellation).ConfigureAwait(false);
        })).ConfigureAwait(false);
        var completed = 0;
        for (var i = 0; i < count; i++)
            completed += (await queries.LoadAsync($"{prefix}-{i}", cancellation).ConfigureAwait(false))?.CurrentState == WorkflowStates.Completed ? 1 : 0;
        return completed;
    }

    /// <summary>One by itself.</summary>
    public Task<TimeSpan> OneAsync(SubmitWorkflow workflow, CancellationToken cancellation) => RunAsync(workflow, 1, 1, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (ends is not null)
            await ends.DisposeAsync().ConfigureAwait(false);
    }

    private async Task OneAsync(SubmitWorkflow workflow, SemaphoreSlim window, CancellationToken cancellation)
    {
        var end = waiting.GetOrAdd(workflow.ExecutionId!, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await submit.Send(workflow, cancellation).ConfigureAwait(false);
        await EndedAsync(end.Task, () => $"{workflow.ExecutionId} has", cancellation).ConfigureAwait(false);
        window.Release();
    }

    private static async Task EndedAsync(Task end, Func<string> who, CancellationToken cancellation)
    {
        try
        {
            await end.WaitAsync(Patience, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new BenchWrongException($"{who()} not ended {Patience.TotalMinutes:0} minutes after the last was submitted: lost, or more than this machine can do.");
        }
    }

    private async Task CheckAsync(string executionId, CancellationToken cancellation)
    {
        var run = await queries.LoadAsync(executionId, cancellation).ConfigureAwait(false);
        if (run?.CurrentState != WorkflowStates.Completed || run.Marks.Any(mark => mark != NodeMarks.Succeeded))
            throw new BenchWrongException($"{executionId} ended {run?.CurrentState}: {run?.Marks} {run?.Reason}");
    }

    private void Ended(SagaKey key)
    {
        if (key.Type == WorkflowDefinition.TypeName && waiting.TryRemove(key.Id, out var end))
            end.TrySetResult();
    }
}
