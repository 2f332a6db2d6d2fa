using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

/// <summary>The pool with its threads: what executions see of it.</summary>
public sealed class NodePoolTests
{
    private static readonly ExecutionOutcome Done = new ExecutionOutcome.Succeeded("null"u8.ToArray());

    private readonly FakeTimeProvider time = new();
    private readonly Heard heard = new();
    private readonly RunnerCounts counts = new();

    [Fact]
    public async Task It_is_ready_when_its_start_is_complete()
    {
        var pool = Pool();

        await pool.StartAsync();

        pool.Slots.ShouldBe(10);
        await heard.UntilAsync(RunnerEvents.WorkerStarted, 2);
    }

    [Fact]
    public async Task What_finds_no_room_goes_back_to_the_queue()
    {
        var pool = Pool(workers: 1);
        await pool.StartAsync();
        var gate = new TaskCompletionSource();
        var running = Enumerable.Range(0, 5).Select(n => pool.RunAsync(Execution($"t{n}"), Waits(gate), default)).ToList();

        (await pool.RunAsync(Execution("late"), Waits(gate), default)).ShouldBeOfType<ExecutionOutcome.Returned>().Reason.ShouldContain("no worker");
        gate.SetResult();

        (await Task.WhenAll(running)).ShouldAllBe(o => o == Done);
        pool.Read((core, _) => core.Running).ShouldBe(0);
    }

    [Fact]
    public async Task When_a_worker_crashes_its_other_nodes_end_on_it_and_one_takes_its_place()
    {
        var pool = Pool(workers: 1);
        await pool.StartAsync();
        var gate = new TaskCompletionSource();
        var others = Enumerable.Range(0, 3).Select(n => pool.RunAsync(Execution($"t{n}"), Waits(gate), default)).ToList();

        var thrower = await pool.RunAsync(Execution("bad"), _ => throw new FormatException("out of its mind"), default);

        thrower.ShouldBeOfType<ExecutionOutcome.Failed>().ErrorType.ShouldBe(nameof(FormatException));
        others.ShouldAllBe(o => !o.IsCompleted);
        await heard.UntilAsync(RunnerEvents.WorkerStarted, 2);
        gate.SetResult();
        (await Task.WhenAll(others)).ShouldAllBe(o => o == Done);
        pool.Read((core, _) => core.Workers.Select(w => w.Id).ToList()).ShouldBe(["node-worker-2"]);
        (await pool.RunAsync(Execution("next"), _ => Task.FromResult(Done), default)).ShouldBe(Done);
        counts.Of(RunnerEvents.WorkerCrashed).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_never_ends_is_given_up_with_its_worker_thirty_seconds_after_its_time()
    {
        var pool = Pool(workers: 1);
        await pool.StartAsync();
        var deaf = new TaskCompletionSource<ExecutionOutcome>();
        using var timeout = new CancellationTokenSource();
        var hung = pool.RunAsync(Execution("deaf"), _ => deaf.Task, timeout.Token);
        timeout.Cancel();

        pool.Check(0, 0, 0);
        time.Advance(TimeSpan.FromSeconds(29));
        pool.Check(0, 0, 0);
        hung.IsCompleted.ShouldBeFalse("its slot is not given away before");
        time.Advance(TimeSpan.FromSeconds(1));
        pool.Check(0, 0, 0);

        await Should.ThrowAsync<OperationCanceledException>(() => hung);
        await heard.UntilAsync(RunnerEvents.WorkerStarted, 2);
        pool.Slots.ShouldBe(5);
    }

    [Fact]
    public async Task One_that_blocks_its_thread_holds_up_nobody_and_is_given_up_like_others()
    {
        var pool = Pool(workers: 2);
        await pool.StartAsync();
        using var deaf = new ManualResetEventSlim();
        using var timeout = new CancellationTokenSource();
        var hung = pool.RunAsync(Execution("blocks"), _ =>
        {
            deaf.Wait(CancellationToken.None);
            return Task.FromResult(Done);
        }, timeout.Token);

        (await pool.RunAsync(Execution("next"), _ => Task.FromResult(Done), default)).ShouldBe(Done);
        timeout.Cancel();
        pool.Check(0, 0, 0);
        time.Advance(TimeSpan.FromSeconds(30));
        pool.Check(0, 0, 0);

        await Should.ThrowAsync<OperationCanceledException>(() => hung);
        deaf.Set();
    }

    [Fact]
    public async Task One_that_is_cancelled_ends_before_its_slot_is_free()
    {
        var pool = Pool(workers: 1);
        await pool.StartAsync();
        using var cancel = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        var running = pool.RunAsync(Execution("slow"), async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stopped.Task;
            stop.ThrowIfCancellationRequested();
            return Done;
        }, cancel.Token);

        cancel.Cancel();
        pool.Read((core, _) => core.Running).ShouldBe(1);
        stopped.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        pool.Read((core, _) => core.Running).ShouldBe(0);
    }

    [Fact]
    public async Task A_listener_that_throws_stops_nobody_and_each_hears_the_same_in_order()
    {
        var pool = Pool(workers: 1, new Throws());
        await pool.StartAsync();

        await pool.RunAsync(Execution("a"), _ => Task.FromResult(Done), default);

        await heard.UntilAsync(RunnerEvents.TaskCompleted, 1);
        heard.Types.ShouldBe([RunnerEvents.ScaleUp, RunnerEvents.WorkerStarted, RunnerEvents.TaskAssigned, RunnerEvents.TaskCompleted]);
    }

    private NodePool Pool(int workers = 2, params IRunnerListener[] others) => new(
        [new LeastBusySelector()], new RunnerFeed([.. others, heard], counts, time, NullLogger<RunnerFeed>.Instance),
        new ServiceCollection().Configure<RunnerOptions>(o => o.MinWorkers = workers).BuildServiceProvider().GetRequiredService<IOptionsMonitor<RunnerOptions>>(), time);

    private static Func<CancellationToken, Task<ExecutionOutcome>> Waits(TaskCompletionSource gate) => async stop =>
    {
        await gate.Task.WaitAsync(stop);
        return Done;
    };

    private static TaskExecution Execution(string id) => new(id, 1, $"lease-{id}", "http_request", "null"u8.ToArray(), null, TimeSpan.FromSeconds(60), new Progress<ExecutionProgress>());

    private sealed class Throws : IRunnerListener
    {
        public void Happened(RunnerEvent happened) => throw new InvalidOperationException("no");
    }
}
