using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Workflows.Nodes;
using Swarm.Messaging.Workflows.Runner;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>Workers of a whole host: their slots, a crash, the switches.</summary>
public sealed class RunnerTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Slots_are_offered_from_the_start_and_follow_the_workers()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port, o => o.EnableAutoScaling = true);

        (await host.SlotsAsync()).ShouldBe(10, "two workers with five each");
        host.Pool().Check(0, 0, depth: 35);
        await Eventually.HoldsAsync(() => host.Pool().Slots == 25, "three more have started");

        (await host.SlotsAsync()).ShouldBe(25);
    }

    [Fact]
    public async Task Twenty_nodes_on_two_workers_run_in_two_rounds_of_ten()
    {
        await using var server = await SlowServer.StartAsync(together: 10);
        await using var host = await RunnerHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Parallel(server, 20));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        server.MostAtATime.ShouldBe(10, "all slots were used at a time, and no more than there are");
        var workers = (await host.LookAsync()).Pool.Workers;
        workers.Sum(w => w.TasksProcessed).ShouldBe(20);
        workers.ShouldAllBe(w => w.TasksProcessed > 0);
    }

    [Fact]
    public async Task A_crash_costs_the_others_of_the_worker_nothing_and_brings_one_worker()
    {
        await using var server = await SlowServer.StartAsync();
        var heard = new Listener();
        await using var host = await RunnerHost.StartAsync(redis.Port, o => o.MinWorkers = 1, services =>
        {
            services.AddSingleton<INodeType, Bomb>();
            services.AddSingleton<IRunnerListener>(heard);
        });
        foreach (var id in new[] { "a", "b", "c" })
            (await host.Spine.SubmitAsync(RunnerHost.Request(id, $"{server.Url}/wait/{id}") with { Retry = new RetrySettings { MaxAttempts = 1 } })).Accepted.ShouldNotBeNull();
        await Eventually.HoldsAsync(() => server.Arrived.Count == 3, "all three run");

        await host.Spine.SubmitAsync(RunnerHost.Node("bomb", "bomb", "{}") with { Retry = new RetrySettings { MaxAttempts = 1 } });

        (await host.Spine.WaitForAsync("bomb", TaskStates.DeadLettered)).Attempts.ShouldHaveSingleItem().Message!.ShouldContain("boom");
        await Eventually.HoldsAsync(async () => (await host.LookAsync()).Pool.Workers.Any(w => w.WorkerId == "node-worker-2"), "one takes its place");
        (await host.LookAsync()).Pool.Workers.Single(w => w.WorkerId == "node-worker-1").State.ShouldBe("crashed");
        server.Release();
        foreach (var id in new[] { "a", "b", "c" })
            (await host.Spine.WaitForAsync(id, TaskStates.Completed)).Attempts.Where(a => a.Number > 1).ShouldBeEmpty("its worker's crash used none of its attempts");
        string.Concat(server.Arrived.Order()).ShouldBe("abc", "none was run a second time");
        await Eventually.HoldsAsync(async () => (await host.LookAsync()).Pool.Workers.Count == 1, "the crashed one is gone when its nodes have ended");
        var pool = (await host.LookAsync()).Pool;
        (pool.WorkersCrashed, pool.WorkersStarted, pool.Workers.Single().WorkerId).ShouldBe((1, 2, "node-worker-2"));
        await Eventually.HoldsAsync(() => heard.Types.Contains(RunnerEvents.WorkerCrashed) && heard.Types.Contains(RunnerEvents.TaskFailed), "a listener of the host's own was told");
    }

    [Fact]
    public async Task A_strategy_of_the_hosts_own_chooses()
    {
        await using var host = await RunnerHost.StartAsync(
            redis.Port, o => o.Strategy = "youngest", services => services.AddSingleton<INodeWorkerSelector, Youngest>());

        for (var n = 0; n < 3; n++)
        {
            await host.Spine.SubmitAsync(RunnerHost.Node($"t{n}", "data_transformation", $$"""{"expression":"`{{n}}`"}"""));
            await host.Spine.WaitForAsync($"t{n}", TaskStates.Completed);
        }

        (await host.LookAsync()).Pool.Workers.Select(w => w.TasksProcessed).ShouldBe([0, 3]);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(null, false)]
    [InlineData(true, false)]
    public async Task One_at_a_time_is_what_a_run_or_its_host_can_ask_for(bool? run, bool host)
    {
        await using var server = await SlowServer.StartAsync(together: 1);
        await using var runs = await RunnerHost.StartAsync(redis.Port, o => o.EnableDistributedExecution = host);

        var ended = await runs.RunAsync(Parallel(server, 6) with { EnableDistributed = run });

        (ended.State, ended.EnableDistributed).ShouldBe((WorkflowStates.Completed, false), ended.Reason);
        server.MostAtATime.ShouldBe(1);
        server.Arrived.ShouldBe(["0", "1", "2", "3", "4", "5"]);
        ended.Stats.ShouldBe(new WorkflowStats(6, 6, 0, 1, 1));
    }

    [Fact]
    public async Task Retry_and_breaker_hold_when_nodes_run_one_at_a_time()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.BreakerFailures = 3));
        var run = await host.SubmitAsync(WorkflowHost.Parse($$"""
            { "workflowId": "w", "policy": "continue", "enableDistributed": false, "nodes": [
                { "id": "a", "type": "http_request", "retry": { "maxAttempts": 3 }, "configuration": { "url": "{{server.Url}}/broken/a" } },
                { "id": "b", "type": "http_request", "retry": { "maxAttempts": 1 }, "configuration": { "url": "{{server.Url}}/broken/b" } } ] }
            """));

        await host.Spine.HurryToEndAsync($"{run.ExecutionId}~0");
        var ended = await host.EndAsync(run.ExecutionId);

        ended.Nodes.Select(n => (n.State, n.Attempts)).ShouldBe([(WorkflowNodeStates.Failed, 3), (WorkflowNodeStates.Failed, 1)]);
        ended.Errors.Single(e => e.NodeId == "a").Error.ShouldContain("503");
        ended.Errors.Single(e => e.NodeId == "b").Error.ShouldContain("Circuit breaker is open");
    }

    [Fact]
    public async Task A_chain_of_five_succeeds_and_its_results_have_one_shape_made_or_kept()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var chain = WorkflowHost.Parse($$"""
            { "workflowId": "chain", "nodes": [ {{string.Join(",", Enumerable.Range(0, 5).Select(n => $$"""{ "id": "n{{n}}", "type": "data_transformation", "configuration": { "expression": "`{{n}}`" }, "cache": {} }"""))}} ],
              "edges": [ {{string.Join(",", Enumerable.Range(1, 4).Select(n => $$"""{ "source": "n{{n - 1}}", "target": "n{{n}}" }"""))}} ] }
            """);

        var (made, kept) = (await host.RunAsync(chain), await host.RunAsync(chain));

        foreach (var run in new[] { made, kept })
        {
            (run.Success, run.Stats).ShouldBe((true, new WorkflowStats(5, 5, 0, 1, 5)));
            foreach (var (id, result) in run.Results)
            {
                (result.Success, result.Status, result.Error, result.NodeId, result.Data!.Value.GetRawText()).ShouldBe((true, "success", null, id, id[1..]));
                result.Timestamp.ShouldBeGreaterThanOrEqualTo(run.SubmittedAt.AddSeconds(-1));
                result.Duration.ShouldBeGreaterThanOrEqualTo(0);
            }
        }

        kept.Results.Values.ShouldAllBe(r => r.Cached);
        made.EstimatedMs.ShouldBe(5 * 300);
    }

    [Fact]
    public async Task Without_monitoring_nothing_is_measured_and_no_alert_comes_of_it()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port, o => (o.EnablePerformanceMonitoring, o.BacklogWarning) = (false, 1));

        await host.Spine.Get<RunnerWatch>().LookAsync(1_000, 100_000, CancellationToken.None);

        var report = await host.LookAsync();
        report.Performance.ShouldBeNull();
        report.Bottlenecks.ShouldBeEmpty();
        host.Spine.Get<RunnerWatch>().Look().ShouldAllBe(c => !c.Begins && c.Ends);
        report.Switches.EnablePerformanceMonitoring.ShouldBeFalse();
    }

    [Fact]
    public async Task With_monitoring_times_are_those_of_the_runs_and_what_holds_them_back_is_told()
    {
        await using var server = await SlowServer.StartAsync();
        var heard = new Listener();
        await using var host = await RunnerHost.StartAsync(redis.Port, configure: services => services.AddSingleton<IRunnerListener>(heard));
        var run = await host.RunAsync(WorkflowHost.Parse($$"""{ "workflowId": "w", "nodes": [ { "id": "a", "type": "http_request", "configuration": { "url": "{{server.Url}}/sleep/100" } } ] }"""));

        await host.Spine.Get<RunnerWatch>().LookAsync(1_000, 100_000, CancellationToken.None);

        var report = await host.LookAsync();
        var performance = report.Performance.ShouldNotBeNull();
        performance.Runs.Count.ShouldBe(1);
        performance.Runs.P99Ms.ShouldBeGreaterThanOrEqualTo(run.TotalExecutionTimeMs - 1);
        performance.Runs.P50Ms.ShouldBeGreaterThan(100);
        performance.Tasks.AverageMs.ShouldBeGreaterThanOrEqualTo(99);
        (performance.HeapMb, performance.RssMb, performance.ExecutionsPerSecond, performance.TasksPerSecond, performance.AverageQueueWaitMs).ShouldSatisfyAllConditions(
            m => m.HeapMb.ShouldBeGreaterThan(0), m => m.RssMb.ShouldBeGreaterThan(0), m => m.ExecutionsPerSecond.ShouldBeGreaterThan(0),
            m => m.TasksPerSecond.ShouldBeGreaterThan(0), m => m.AverageQueueWaitMs.ShouldBeGreaterThan(0));
        report.Bottlenecks.ShouldContain(b => b.Type == "worker" && b.Impact == "high");
        var limits = host.Spine.Get<IOptionsMonitor<MemoryOptions>>().CurrentValue;
        report.Health.ShouldBe(NodePoolHealth.Of(2, report.Pool.UnhealthyWorkers, performance.HeapMb, limits.WarningMb, limits.CriticalMb));
        await Eventually.HoldsAsync(() => heard.Types.Contains(RunnerEvents.BottleneckDetected) && heard.Types.Contains(RunnerEvents.PerformanceAlert), "both were told");
    }

    private static SubmitWorkflow Parallel(SlowServer server, int nodes) => WorkflowHost.Parse($$"""
        { "workflowId": "parallel", "nodes": [ {{string.Join(",", Enumerable.Range(0, nodes).Select(n => $$"""{ "id": "n{{n}}", "type": "http_request", "configuration": { "url": "{{server.Url}}/wait/{{n}}" } }"""))}} ] }
        """);

    private sealed class Youngest : INodeWorkerSelector
    {
        public string Name => "youngest";

        public int Select(IReadOnlyList<NodeWorkerView> candidates) => candidates.Count - 1;
    }

    /// <summary>A type of node with a defect.</summary>
    private sealed class Bomb : INodeType
    {
        public string Name => "bomb";

        public void Check(NodeFields configuration)
        {
        }

        public string? Destination(JsonElement configuration) => null;

        public Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation) => throw new InvalidOperationException("boom");
    }

    private sealed class Listener : IRunnerListener
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> types = new();

        public IEnumerable<string> Types => types;

        public void Happened(RunnerEvent happened) => types.Enqueue(happened.Type);
    }
}
