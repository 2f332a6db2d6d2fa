using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>The client's side: hears by the bus what becomes of tasks and batches. Events may come twice; each counts once.</summary>
internal sealed class CrmEar
{
    private readonly ConcurrentDictionary<string, Story> tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<BatchCompleted>> batches = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> wrong = new();
    private long lastPlaced;
    private int placed;

    /// <summary>Executions that were given an agent.</summary>
    public int Placed => placed;

    /// <summary>When the last of them was heard of.</summary>
    public long LastPlacedAt => Interlocked.Read(ref lastPlaced);

    public static async Task<CrmEar> OpenAsync(IBus bus, string exchange)
    {
        var ear = new CrmEar();
        var endpoint = bus.ConnectReceiveEndpoint(new TemporaryEndpointDefinition("bench-crm"), DefaultEndpointNameFormatter.Instance, e =>
        {
            e.ConfigureConsumeTopology = false;
            if (e is IRabbitMqReceiveEndpointConfigurator rabbit)
                rabbit.Bind(exchange);
            else if (e is IInMemoryReceiveEndpointConfigurator memory)
                memory.Bind(exchange);
            e.Handler<DistributionEvents>(context =>
            {
                foreach (var said in context.Message.Events)
                    ear.Hear(said);
                return Task.CompletedTask;
            });
        });
        await endpoint.Ready.ConfigureAwait(false);
        return ear;
    }

    /// <returns>The task's story, whose end can be waited for.</returns>
    public Story Expect(string taskId) =>
        tasks.TryAdd(taskId, new Story()) ? tasks[taskId] : throw new InvalidOperationException($"{taskId} is expected twice.");

    /// <summary>The end of the client's next batch.</summary>
    public Task<BatchCompleted> ExpectBatch(string client) =>
        (batches[client] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Check()
    {
        if (wrong.TryPeek(out var first))
            throw new BenchWrongException($"{wrong.Count} ends were told twice, the first: {first}.");
    }

    private void Hear(DistributionEvent said)
    {
        switch (said)
        {
            case CrmTaskAssigned assigned when tasks.TryGetValue(assigned.TaskId, out var story) && story.Placements.TryAdd(said.Id, true):
                Interlocked.Exchange(ref lastPlaced, Stopwatch.GetTimestamp());
                Interlocked.Increment(ref placed);
                break;
            case CrmRetryScheduled retry when tasks.TryGetValue(retry.TaskId, out var story):
                story.Retries = Math.Max(story.Retries, retry.RetryCount);
                break;
            case CrmTaskCompleted completed:
                End(completed.TaskId, said.Id, true);
                break;
            case CrmTaskFailed failed:
                End(failed.TaskId, said.Id, false);
                break;
            case BatchCompleted batch when batches.TryGetValue(batch.ClientId ?? "", out var end):
                end.TrySetResult(batch);
                break;
        }
    }

    private void End(string taskId, string eventId, bool success)
    {
        if (!tasks.TryGetValue(taskId, out var story))
            return;
        if (Interlocked.CompareExchange(ref story.EndId, eventId, null) is { } before && before != eventId)
            wrong.Enqueue($"{taskId} by {before} and by {eventId}");
        story.EndSource.TrySetResult(success);
    }

    /// <summary>What was heard of one task.</summary>
    public sealed class Story
    {
        internal string? EndId;

        /// <summary>Executions after the first.</summary>
        public int Retries { get; internal set; }

        /// <summary>True: it completed.</summary>
        public Task<bool> End => EndSource.Task;

        internal TaskCompletionSource<bool> EndSource { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal ConcurrentDictionary<string, bool> Placements { get; } = new(StringComparer.Ordinal);
    }
}
