using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Lines about the runner's workers had <c>null</c> where nothing was said.</summary>
public sealed class ALogLineSaidThatSomethingIsNullTests
{
    [Fact]
    public async Task What_was_not_said_stands_in_no_line()
    {
        var (log, last) = (new Lines(), new Last());
        using var counts = new RunnerCounts();
        var feed = new RunnerFeed([last], counts, TimeProvider.System, log);

        feed.Tell(new RunnerEvent(RunnerEvents.WorkerStarted) { WorkerId = "w1", Workers = 2 });
        feed.Tell(new RunnerEvent(RunnerEvents.WorkerStopped) { WorkerId = "w1", Workers = 1, Reason = "It was idle." });
        feed.Tell(new RunnerEvent(RunnerEvents.ScaleUp) { Workers = 2 });
        feed.Tell(new RunnerEvent(RunnerEvents.WorkerCrashed));
        feed.Tell(new RunnerEvent(RunnerEvents.PerformanceAlert));
        feed.Tell(new RunnerEvent("over"));
        await last.Seen.Task.WaitAsync(TimeSpan.FromMinutes(1));

        log.All.ShouldNotContain(line => line.Contains("null", StringComparison.OrdinalIgnoreCase));
        log.All.Take(3).ShouldBe(["worker_started: w1, 2 workers.", "worker_stopped: w1, 1 workers. It was idle.", "scale_up: 2 workers."]);
    }

    private sealed class Last : IRunnerListener
    {
        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Happened(RunnerEvent happened)
        {
            if (happened.Type == "over")
                Seen.TrySetResult();
        }
    }

    private sealed class Lines : ILogger<RunnerFeed>
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> All => [.. lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception));
    }
}
