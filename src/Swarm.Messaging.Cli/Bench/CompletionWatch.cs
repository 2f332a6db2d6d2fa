using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>The client's side: hears of ends by the bus, and counts what it heard.</summary>
internal sealed class CompletionWatch : IConsumer<TaskEvents>
{
    private readonly ConcurrentDictionary<string, Entry> tasks = new(StringComparer.Ordinal);

    public Task Expect(string taskId)
    {
        var entry = new Entry();
        if (!tasks.TryAdd(taskId, entry))
            throw new InvalidOperationException($"{taskId} is expected twice.");
        return entry.Done.Task;
    }

    public Task Consume(ConsumeContext<TaskEvents> context)
    {
        foreach (var e in context.Message.Events)
        {
            if (!tasks.TryGetValue(e.TaskId, out var entry))
                continue;
            switch (e)
            {
                case TaskStarted:
                    Interlocked.Increment(ref entry.Starts);
                    break;
                case TaskCompleted:
                    entry.EndedAt = Stopwatch.GetTimestamp();
                    entry.Done.TrySetResult();
                    break;
                case TaskDeadLettered:
                    entry.Done.TrySetException(new BenchWrongException($"{e.TaskId} was dead-lettered."));
                    break;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Forgets a finished pass. Returns how many executions there were more than expected of each.</summary>
    public int Forget(Func<string, int> expectedStarts)
    {
        var doubled = tasks.Sum(t => Math.Max(0, t.Value.Starts - expectedStarts(t.Key)));
        tasks.Clear();
        return doubled;
    }

    private sealed class Entry
    {
        public int Starts;
        public long EndedAt;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
