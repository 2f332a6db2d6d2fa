using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Execution;

/// <summary>How a target begins what it holds.</summary>
public sealed class LocalTargetTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly Executor executor = new();
    private readonly BlockingCollection<Ask> asks = [];
    private readonly ConcurrentQueue<string> said = [];
    private readonly CancellationTokenSource stop = new();
    private readonly ReportSender reports;
    private readonly LocalTarget target;

    public LocalTargetTests()
    {
        var delivery = new ReportDelivery(
            (told, _) =>
            {
                foreach (var report in told.Reports)
                    said.Enqueue($"{report.TaskId} {report.Kind}");
                return Task.CompletedTask;
            },
            new NoBus(), new BusNames(""), TimeProvider.System, NullLogger<ReportDelivery>.Instance);
        reports = new ReportSender(delivery, TimeProvider.System, NullLogger<ReportSender>.Instance);
        var placement = DispatchProxy.Create<IPlacementStore, Placement>();
        ((Placement)(object)placement).Asks = asks;
        target = new LocalTarget(
            new TargetDefinition("target", TargetTypes.Pool, "host", "queue", ["test/*"], 2), executor, placement, new HeldAttempts(TimeProvider.System), reports,
            new HostPressure(), TimeProvider.System, NullLogger<LocalTarget>.Instance);
    }

    public void Dispose()
    {
        stop.Dispose();
        target.Dispose();
        reports.Dispose();
        asks.Dispose();
    }

    [Fact]
    public async Task A_free_slot_does_not_wait_for_what_was_asked_before()
    {
        var run = target.RunAsync(stop.Token);
        target.Accept(Of("a"));
        var first = Next();
        target.Accept(Of("b"));
        Next().Answer();
        (await executor.Begun()).ShouldBe("b");
        target.Accept(Of("c"));
        asks.Count.ShouldBe(0, "both slots are taken, one of them by what is asked for");
        first.Answer();
        (await executor.Begun()).ShouldBe("a");
        executor.End("b");

        Next().Tokens.ShouldBe(["c"]);
        await EndAsync(run);
    }

    [Fact]
    public async Task What_was_not_answered_when_the_host_stops_goes_back()
    {
        var run = target.RunAsync(stop.Token);
        target.Accept(Of("a"));
        Next();
        target.Accept(Of("b"));
        Next();
        target.Accept(Of("c"));
        await EndAsync(run);

        target.Leave("the host stops");
        await reports.RunOnceAsync(default);
        await reports.DrainedAsync(default);

        said.Order().ShouldBe(["a returned", "b returned", "c returned"]);
        executor.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_may_not_begin_leaves_its_slot_to_the_next()
    {
        target.Accept(Of("a", "b", "c"));
        var run = target.RunAsync(stop.Token);
        var both = Next();
        both.Tokens.ShouldBe(["a", "b"]);
        both.Answer(may: "b");
        (await executor.Begun()).ShouldBe("b");

        Next().Tokens.ShouldBe(["c"]);
        await EndAsync(run);
    }

    private static ExecuteTasks Of(params string[] ids) => new()
    {
        TargetId = "target",
        Tasks = [.. ids.Select(id => new ExecuteTask { TaskId = id, Client = "c", Kind = "test", Operation = "wait", Attempt = 1, LeaseToken = id, TimeoutMs = 60_000 })],
    };

    private async Task EndAsync(Task run)
    {
        await stop.CancelAsync();
        await run.WaitAsync(Soon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        run.IsCanceled.ShouldBeTrue();
    }

    private Ask Next()
    {
        asks.TryTake(out var ask, Soon).ShouldBeTrue("placement was not asked");
        return ask!;
    }

    /// <summary>One question to placement; it is answered when the test says so.</summary>
    private sealed class Ask(IReadOnlyList<string> tokens)
    {
        public TaskCompletionSource<IReadOnlyList<bool>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> Tokens => tokens;

        /// <param name="may">Null: all of them.</param>
        public void Answer(string? may = null) => Done.SetResult([.. tokens.Select(token => may is null || token == may)]);
    }

    /// <summary>Answers nothing but whether attempts may begin.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is made by deriving from it.")]
    private class Placement : DispatchProxy
    {
        public BlockingCollection<Ask> Asks { get; set; } = [];

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            targetMethod!.Name.ShouldBe(nameof(IPlacementStore.StartAttemptsAsync));
            var ask = new Ask((IReadOnlyList<string>)args![1]!);
            Asks.Add(ask);
            return ask.Done.Task.WaitAsync((CancellationToken)args[3]!);
        }
    }

    private sealed class Executor : ITaskExecutor
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> running = [];
        private readonly SemaphoreSlim begun = new(0);
        private readonly ConcurrentQueue<string> order = [];

        public string Kind => "test";

        public IReadOnlyCollection<string> Operations { get; } = ["wait"];

        public IReadOnlyCollection<string> All => order;

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
        {
            var end = running.GetOrAdd(execution.TaskId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            order.Enqueue(execution.TaskId);
            begun.Release();
            await end.Task.WaitAsync(cancellation);
            return new ExecutionOutcome.Succeeded("null"u8.ToArray());
        }

        /// <summary>The last one that has begun, once there is one more.</summary>
        public async Task<string> Begun()
        {
            (await begun.WaitAsync(Soon)).ShouldBeTrue("nothing has begun");
            return order.Last();
        }

        public void End(string id) => running[id].SetResult();
    }
}
