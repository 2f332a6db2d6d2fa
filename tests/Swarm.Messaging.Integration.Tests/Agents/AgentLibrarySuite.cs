using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Client;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>What every agent of the library does, whichever way it goes.</summary>
public abstract class AgentLibrarySuite(RedisFixture redis) : IAsyncLifetime
{
    private AgentWorld world = null!;

    private protected virtual Uri? Broker => null;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString, Broker);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_task_runs_at_the_agent_and_its_result_comes_back()
    {
        await world.StartAgentAsync("a-1");
        await world.SubmitAsync("t", "upper", new { text = "hello" });

        var done = await world.WaitForAsync("t", TaskStates.Completed);

        done.Result!.Value.GetString().ShouldBe("HELLO");
        done.Attempts.ShouldHaveSingleItem().TargetId.ShouldBe("a-1");
        done.Timeline.Select(t => t.To).ShouldBe([TaskStates.Placed, TaskStates.Running, TaskStates.Completed]);
        await Eventually.HoldsAsync(async () => await world.AgentAsync("a-1") is { Load: 0, Succeeded: 1 }, "its slot is free and the success counted");
    }

    [Fact]
    public async Task The_program_is_told_of_a_session_that_has_ended()
    {
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await world.StartAgentAsync("a-1", o => o.SessionEnded = (_, id) =>
        {
            ended.TrySetResult(id);
            return Task.CompletedTask;
        });
        await world.TellAsync("RegisterBrowserSession", """{"sessionId":"s-1","agentId":"a-1","clientId":"acme"}""");
        await world.TellAsync("ReleaseBrowserSession", """{"sessionId":"s-1"}""");

        await world.TellAsync("CleanUpSessions", "{}");

        (await ended.Task.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe("s-1");
    }

    [Fact]
    public async Task Forty_tasks_one_after_another_leave_no_load_behind()
    {
        await world.StartAgentAsync("a-1", o => o.MaxCapacity = 10);
        for (var i = 0; i < 40; i++)
        {
            await world.SubmitAsync($"t{i}", "upper", new { text = "hello" });
            await world.WaitForAsync($"t{i}", TaskStates.Completed);
        }

        await Eventually.HoldsAsync(async () => await world.AgentAsync("a-1") is { Load: 0, Succeeded: 40 }, "each is counted and none holds a slot");
        (await world.Get<IPlacementStore>().ReportAsync(default)).Targets.Single(t => t.TargetId == "a-1").ShouldSatisfyAllConditions(
            t => t.Used.ShouldBe(0), t => (t.Total, t.Failed).ShouldBe((40, 0)));
    }

    [Fact]
    public async Task A_failure_is_told_as_it_was_and_an_exception_is_one()
    {
        await world.StartAgentAsync("a-1");
        await world.SubmitAsync("own", "fail", new { retryable = false });
        await world.SubmitAsync("thrown", "throw");

        var (own, thrown) = (await world.WaitForAsync("own", TaskStates.DeadLettered), await world.WaitForAsync("thrown", TaskStates.DeadLettered));

        (own.Reason, own.Attempts[0].ErrorType, own.Attempts[0].Message).ShouldBe(("not_retryable", "own_fault", "The task is wrong."));
        (thrown.Reason, thrown.Attempts[0].ErrorType).ShouldBe(("retries_exhausted", nameof(InvalidDataException)));
    }

    [Fact]
    public async Task Progress_is_heard_while_it_runs_and_a_cancelled_task_stops()
    {
        await world.StartAgentAsync("a-1");
        await world.SubmitAsync("t", "wait");
        await Eventually.HoldsAsync(
            async () => await world.Get<TaskQueries>().GetAsync("t", false, default) is { State: TaskStates.Running, Progress: { Fraction: 0.5, Text: "waiting" } }, "progress is told");

        await world.Get<TaskCommands>().CancelAsync(new CancelTask { TaskId = "t" }, null, default);

        await world.WaitForAsync("t", TaskStates.Cancelled);
        // The handler waits for ever unless its token fires: then the slot is free for others.
        foreach (var i in Enumerable.Range(0, 5))
            await world.SubmitAsync($"w{i}", "wait");
        await Eventually.HoldsAsync(() => world.Ran.Count == 6, "all five slots are free again");
    }

    [Fact]
    public async Task Two_agents_share_the_load_and_neither_gets_more_than_it_can()
    {
        await world.StartAgentAsync("a-1");
        await world.StartAgentAsync("a-2");
        foreach (var i in Enumerable.Range(0, 14))
            await world.SubmitAsync($"t{i}", "wait");

        await Eventually.HoldsAsync(() => world.Ran.Count == 10, "both are full");
        world.Ran.CountBy(r => r.Agent).ShouldBe([KeyValuePair.Create("a-1", 5), KeyValuePair.Create("a-2", 5)], ignoreOrder: true);
        (await world.Get<IPlacementStore>().ReportAsync(default)).Queues.Single(q => q.Queue == "text").Waiting.ShouldBe(4);
        world.Gate.SetResult();

        foreach (var i in Enumerable.Range(0, 14))
            (await world.WaitForAsync($"t{i}", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        world.Ran.Select(r => r.TaskId).ShouldBeUnique();
        await Eventually.HoldsAsync(async () => (await world.AgentAsync("a-1")).Load + (await world.AgentAsync("a-2")).Load == 0, "no slot is held");
    }

    [Fact]
    public async Task An_attempt_that_comes_twice_runs_once()
    {
        await world.StartAgentAsync("a-1");
        await world.SubmitAsync("t", "wait");
        await world.WaitForAsync("t", TaskStates.Running);
        var saga = (await world.Get<TaskQueries>().LoadAsync("t", default))!;
        var again = new ExecuteTasks
        {
            TargetId = "a-1",
            Tasks = [new ExecuteTask { TaskId = "t", Client = "default", Kind = "text", Operation = "wait", Attempt = 1, LeaseToken = saga.Lease!.Token, TimeoutMs = 60_000 }],
        };

        var (exchange, key) = world.Get<TargetRoutes>().To(saga.Lease.Address);
        var queue = await world.Get<IBus>().GetSendEndpoint(exchange);
        await queue.Send(again, c => c.TrySetRoutingKey(key));
        // One after the other by the same queue: when the second is there, so was the first.
        await world.SubmitAsync("next", "upper", new { text = "x" });
        await world.WaitForAsync("next", TaskStates.Completed);
        world.Gate.SetResult();

        await world.WaitForAsync("t", TaskStates.Completed);
        world.Ran.Count(r => r.TaskId == "t").ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_lets_running_work_end_takes_nothing_new_and_leaves_nothing_behind()
    {
        var agent = await world.StartAgentAsync("a-1");
        await world.SubmitAsync("running", "wait");
        await world.WaitForAsync("running", TaskStates.Running);

        var stopping = agent.StopAsync();
        await Eventually.HoldsAsync(async () => (await world.AgentAsync("a-1")).Status == "draining", "it drains");
        await world.SubmitAsync("later", "upper", new { text = "x" });
        await world.WaitForAsync("later", TaskStates.Parked);
        world.Gate.SetResult();
        await stopping;

        (await world.WaitForAsync("running", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        (await world.Api.GetAsync("/api/agents")).Json.GetProperty("agents").GetArrayLength().ShouldBe(0);
        (await world.Get<IPlacementStore>().ReportAsync(default)).Targets.ShouldNotContain(t => t.TargetId == "a-1");
        await world.StartAgentAsync("a-2");
        (await world.WaitForAsync("later", TaskStates.Completed)).Attempts[0].TargetId.ShouldBe("a-2");
    }

    [Fact]
    public async Task What_does_not_end_in_time_at_a_stop_has_failed_and_is_executed_again()
    {
        var agent = await world.StartAgentAsync("a-1", o => o.DrainTimeout = TimeSpan.FromMilliseconds(1));
        await world.SubmitAsync("t", "wait", retry: null);
        await world.SubmitAsync("once", "wait");
        await world.WaitForAsync("t", TaskStates.Running);
        await world.WaitForAsync("once", TaskStates.Running);
        await world.StartAgentAsync("a-2");

        await agent.StopAsync();

        await Eventually.HoldsAsync(() => world.Ran.Any(r => r.Agent == "a-2"), "it runs at the other one");
        var again = await world.WaitForAsync("t", TaskStates.Running);
        again.Attempt.ShouldBe(2);
        again.Attempts.Select(a => (a.TargetId, a.ErrorType)).ShouldBe([("a-1", "agent_stopped")]);
        (await world.WaitForAsync("once", TaskStates.DeadLettered)).Attempts.ShouldHaveSingleItem().ErrorType.ShouldBe("agent_stopped");
        world.Ran.Count(r => r.TaskId == "once").ShouldBe(1);
    }

    [Fact]
    public async Task A_registration_that_is_refused_says_field_value_and_rule_at_the_start()
    {
        var refused = await Should.ThrowAsync<SwarmClientException>(() => world.StartAgentAsync("leader"));

        refused.Transient.ShouldBeFalse();
        refused.Message.ShouldContain("agentId is 'leader'");
        refused.Message.ShouldContain("reserved");
    }

    [Fact]
    public async Task An_agent_that_was_removed_registers_again_by_itself()
    {
        await world.StartAgentAsync("a-1");
        await world.Api.Http.DeleteAsync("/api/agents/a-1");

        await Eventually.HoldsAsync(async () => (await world.Api.GetAsync("/api/agents")).Json.GetProperty("agents").GetArrayLength() == 1, "it is back");
        await Eventually.HoldsAsync(() => world.Get<OperationCatalog>().Kinds.Contains("text"), "this host has heard of it");
        await world.SubmitAsync("t", "upper", new { text = "again" });
        await world.WaitForAsync("t", TaskStates.Completed);
    }
}
