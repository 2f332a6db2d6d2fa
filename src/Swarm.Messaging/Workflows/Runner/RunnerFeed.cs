using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Tells listeners what happened, in order and on no one's way. A slow one loses the oldest; one that throws stops nobody.</summary>
internal sealed partial class RunnerFeed
{
    private const int Buffer = 10_000;

    private readonly Channel<RunnerEvent> events = Channel.CreateBounded<RunnerEvent>(
        new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly RunnerCounts counts;
    private readonly IRunnerListener[] listeners;
    private readonly TimeProvider time;
    private readonly ILogger<RunnerFeed> log;

    public RunnerFeed(IEnumerable<IRunnerListener> listeners, RunnerCounts counts, TimeProvider time, ILogger<RunnerFeed> log)
    {
        (this.listeners, this.counts, this.time, this.log) = ([.. listeners], counts, time, log);
        _ = PassAsync();
    }

    public void Tell(RunnerEvent happened)
    {
        counts.Add(happened.Type);
        events.Writer.TryWrite(happened with { At = time.GetUtcNow() });
    }

    private async Task PassAsync()
    {
        await foreach (var happened in events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Write(happened);
            foreach (var listener in listeners)
            {
                try
                {
                    listener.Happened(happened);
                }
                catch (Exception e)
                {
                    ListenerThrew(listener.GetType().Name, happened.Type, e);
                }
            }
        }
    }

    private void Write(RunnerEvent e)
    {
        switch (e.Type)
        {
            case RunnerEvents.WorkerCrashed:
                Crashed(e.WorkerId ?? "", e.Workers ?? 0, Because(e.Reason));
                break;
            case RunnerEvents.ScaleUp or RunnerEvents.ScaleDown:
                Scaled(e.Type, e.Workers ?? 0, Because(e.Reason));
                break;
            case RunnerEvents.WorkerStarted or RunnerEvents.WorkerStopped:
                Changed(e.Type, e.WorkerId ?? "", e.Workers ?? 0, Because(e.Reason));
                break;
            case RunnerEvents.BottleneckDetected or RunnerEvents.PerformanceAlert or RunnerEvents.QueueFull or RunnerEvents.QueueCleared or RunnerEvents.DuplicateTask:
                Found(e.Type, e.TaskId ?? "the runner", e.Severity ?? "noted", e.Value ?? 0, Because(e.Reason));
                break;
            case RunnerEvents.BreakerRefused or RunnerEvents.BreakerOpened or RunnerEvents.BreakerHalfOpen or RunnerEvents.BreakerClosed or RunnerEvents.BreakerReopened or RunnerEvents.BreakerReset:
                break; // whoever moved it has written that
            default:
                Task(e.Type, e.TaskId ?? "", e.WorkerId ?? "no worker", e.DurationMs ?? 0);
                break;
        }
    }

    // What was not said stands in no line: the logger would write that it is null.
    private static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "." : $". {reason}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "worker_crashed: {WorkerId}, {Workers} workers are left and one takes its place{Reason}")]
    private partial void Crashed(string workerId, int workers, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{EventName}: {WorkerId}, {Workers} workers{Reason}")]
    private partial void Changed(string eventName, string workerId, int workers, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{EventName}: {Workers} workers{Reason}")]
    private partial void Scaled(string eventName, int workers, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{EventName}: {TaskId} {Severity} {Value}{Reason}")]
    private partial void Found(string eventName, string taskId, string severity, double value, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{EventName}: {TaskId} {WorkerId} {ElapsedMs}")]
    private partial void Task(string eventName, string taskId, string workerId, double elapsedMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Listener} threw on the runner's event {EventName}; the others go on")]
    private partial void ListenerThrew(string listener, string eventName, Exception exception);
}
