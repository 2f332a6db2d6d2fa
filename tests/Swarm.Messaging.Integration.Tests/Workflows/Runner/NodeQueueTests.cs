using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>The queue of nodes: order, figures, duplicates.</summary>
public sealed class NodeQueueTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task The_best_rank_goes_first_and_the_figures_say_what_waits()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port, o => (o.MinWorkers, o.TasksPerWorker) = (1, 1));
        await host.Spine.SubmitAsync(RunnerHost.Request("first", $"{server.Url}/wait/first"));
        await Eventually.HoldsAsync(() => server.Arrived.Count == 1, "the only slot is taken");

        foreach (var priority in new[] { "low", "high", "critical" })
            await host.Spine.SubmitAsync(RunnerHost.Request(priority, $"{server.Url}/wait/{priority}", priority));
        var queue = (await host.LookAsync()).Queue;
        await Eventually.HoldsAsync(
            () =>
            {
                server.Release();
                return server.Arrived.Count == 4;
            },
            "all were called");
        await Eventually.HoldsAsync(
            async () =>
            {
                server.Release();
                return (await host.LookAsync()).Queue is { Completed: 4, Pending: 0, Running: 0 };
            },
            "all have ended");

        (queue.TotalQueued, queue.Pending, queue.QueueSize, queue.Running).ShouldBe((4, 3, 3, 1));
        queue.PriorityDistribution.ShouldBe(new Dictionary<string, long> { ["low"] = 1, ["high"] = 1, ["critical"] = 1 }, ignoreOrder: true);
        server.Arrived.ShouldBe(["first", "critical", "high", "low"]);
        var after = (await host.LookAsync()).Queue;
        (after.AverageExecutionMs, after.AverageWaitMs).ShouldSatisfyAllConditions(t => t.AverageExecutionMs.ShouldBeGreaterThan(0), t => t.AverageWaitMs.ShouldBeGreaterThan(0));
    }

    [Fact]
    public async Task The_same_task_under_another_id_is_refused_within_the_window()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port);
        const string configuration = """{"expression":"input"}""";

        var first = await host.Spine.SubmitAsync(RunnerHost.Node("one", "data_transformation", configuration, """{"a":1,"b":2}"""));
        var again = await host.Spine.SubmitAsync(RunnerHost.Node("two", "data_transformation", configuration, """{"b":2,"a":1}"""));
        var same = await host.Spine.SubmitAsync(RunnerHost.Node("one", "data_transformation", configuration, """{"a":1,"b":2}"""));
        var other = await host.Spine.SubmitAsync(RunnerHost.Node("three", "data_transformation", configuration, """{"a":1,"b":3}"""));
        var labelled = await host.Spine.SubmitAsync(
            RunnerHost.Node("four", "data_transformation", configuration, """{"a":1,"b":2}""") with { Labels = new Dictionary<string, string> { ["execution"] = "e2" } });

        first.Accepted.ShouldNotBeNull();
        (again.Rejected?.Code, again.Rejected?.Message).ShouldSatisfyAllConditions(r => r.Code.ShouldBe("duplicate_task"), r => r.Message!.ShouldContain("The task one is the same"));
        same.Accepted.ShouldNotBeNull().Duplicate.ShouldBeTrue("the same id is the same task");
        other.Accepted.ShouldNotBeNull();
        labelled.Accepted.ShouldNotBeNull("another execution");
        await host.Spine.WaitForAsync("four", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => (await host.LookAsync()).Queue is { TotalQueued: 3, Duplicates: 2 }, "three were accepted and two met one that was");
        host.Spine.Clock.Advance(TimeSpan.FromSeconds(61));
        (await host.Spine.SubmitAsync(RunnerHost.Node("five", "data_transformation", configuration, """{"a":1,"b":2}"""))).Accepted.ShouldNotBeNull("the window is over");
    }

    [Fact]
    public async Task A_task_that_is_tried_again_is_not_its_own_duplicate_and_counts_once()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port);

        await host.Spine.SubmitAsync(RunnerHost.Request("flaky", $"{server.Url}/broken/x") with { Retry = new RetrySettings { MaxAttempts = 3 } });
        var ended = await host.Spine.HurryToEndAsync("flaky");

        (ended.State, ended.Attempts.Count).ShouldBe((TaskStates.DeadLettered, 3));
        await Eventually.HoldsAsync(async () => (await host.LookAsync()).Queue is { TotalQueued: 1, Failed: 1, Completed: 0, Duplicates: 0 }, "one failed");
        (await host.Spine.Commands.ReplayAsync(new ReplayTask { TaskId = "flaky" }, null, CancellationToken.None)).ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue("a replay is not one either");
    }

    [Fact]
    public async Task An_idempotency_key_finds_its_task_instead_of_making_another()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var task = RunnerHost.Node("", "data_transformation", """{"expression":"`1`"}""") with { TaskId = null, IdempotencyKey = "k" };

        var first = await host.Spine.SubmitAsync(task);
        var again = await host.Spine.SubmitAsync(task);

        again.Accepted!.TaskId.ShouldBe(first.Accepted!.TaskId);
        again.Accepted.Duplicate.ShouldBeTrue();
        await Eventually.HoldsAsync(async () => (await host.LookAsync()).Queue is { TotalQueued: 1, Duplicates: 1 }, "it is one");
    }

    [Fact]
    public async Task The_same_workflow_twice_within_the_window_runs_twice()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var workflow = WorkflowHost.Parse("""{ "workflowId": "w", "nodes": [ { "id": "a", "type": "data_transformation", "configuration": { "expression": "`1`" } } ] }""");

        var (first, second) = (await host.RunAsync(workflow), await host.RunAsync(workflow));

        second.ExecutionId.ShouldNotBe(first.ExecutionId);
        (first.State, second.State).ShouldBe((WorkflowStates.Completed, WorkflowStates.Completed));
        await Eventually.HoldsAsync(async () => (await host.LookAsync()).Queue is { Completed: 2, Duplicates: 0 }, "both have run");
    }

    [Fact]
    public async Task Two_workflows_with_equal_node_ids_do_not_disturb_each_other()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port);
        static SubmitWorkflow Named(string workflow, int value) => WorkflowHost.Parse($$"""
            { "workflowId": "{{workflow}}", "nodes": [
                { "id": "a", "type": "data_transformation", "configuration": { "expression": "`{{value}}`" } },
                { "id": "b", "type": "data_transformation", "configuration": { "expression": "results.a" } } ],
              "edges": [ { "source": "a", "target": "b" } ] }
            """);

        var runs = await Task.WhenAll(host.RunAsync(Named("one", 1)), host.RunAsync(Named("two", 2)), host.RunAsync(Named("one", 1)));

        runs.Select(r => r.Results["b"].Data!.Value.GetInt32()).ShouldBe([1, 2, 1]);
    }

    [Fact]
    public async Task A_full_queue_is_told_and_an_empty_one_too()
    {
        var heard = new List<string>();
        await using var host = await RunnerHost.StartAsync(redis.Port, configure: services => services.AddSingleton<IRunnerListener>(new Told(heard)));
        var watch = host.Spine.Get<RunnerWatch>();

        await watch.LookAsync(9, 10, CancellationToken.None);
        await watch.LookAsync(10, 10, CancellationToken.None);
        await watch.LookAsync(11, 10, CancellationToken.None);
        await watch.LookAsync(0, 10, CancellationToken.None);

        await Eventually.HoldsAsync(
            () =>
            {
                lock (heard)
                    return heard.Count(t => t == RunnerEvents.QueueFull) == 1 && heard.Count(t => t == RunnerEvents.QueueCleared) == 1;
            },
            "each was told once");
    }

    [Fact]
    public async Task Beyond_the_bound_a_node_is_refused_and_the_text_names_it()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(
            redis.Port, o => (o.MinWorkers, o.TasksPerWorker) = (1, 1), services => services.Configure<PlacementOptions>(o => o.BacklogBound = 2));
        foreach (var n in Enumerable.Range(0, 3))
            (await host.Spine.SubmitAsync(RunnerHost.Request($"t{n}", $"{server.Url}/wait/{n}"))).Accepted.ShouldNotBeNull();

        var refused = (await host.Spine.SubmitAsync(RunnerHost.Request("late", $"{server.Url}/wait/late"))).Rejected.ShouldNotBeNull();

        (refused.Code, refused.Message.Contains("no more than 2", StringComparison.Ordinal)).ShouldBe(("backlog_full", true));
        server.Open();
        foreach (var n in Enumerable.Range(0, 3))
            await host.Spine.WaitForAsync($"t{n}", TaskStates.Completed);
    }

    private sealed class Told(List<string> heard) : IRunnerListener
    {
        public void Happened(RunnerEvent happened)
        {
            lock (heard)
                heard.Add(happened.Type);
        }
    }
}
