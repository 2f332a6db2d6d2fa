using Swarm.Messaging.Alerts;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>An agent that fails again and again gets a rest.</summary>
public sealed class BreakerTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(
        redis.Server.ConnectionString, settings: new() { ["Agents:BreakerFailures"] = "3", ["Agents:BreakerRest"] = "00:01:00" });

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_opens_rests_probes_and_closes_and_the_alert_follows()
    {
        await world.StartAgentAsync("a-1");
        await FailAsync(3);
        await Eventually.HoldsAsync(async () => await AlertAsync(), "the alert is raised");
        (await world.AgentAsync("a-1")).ShouldSatisfyAllConditions(a => a.Breaker.ShouldBe("open"), a => a.Failed.ShouldBe(3));
        foreach (var i in Enumerable.Range(0, 3))
            await world.SubmitAsync($"w{i}", "wait");
        (await world.WaitForAsync("w2", TaskStates.Parked)).TargetId.ShouldBeNull("it gets no new work");

        world.Clock.Advance(TimeSpan.FromSeconds(60));

        await world.WaitForAsync("w0", TaskStates.Running);
        (await world.AgentAsync("a-1")).Breaker.ShouldBe("half-open");
        (await world.Get<IPlacementStore>().ReportAsync(default)).Queues.Single(q => q.Queue == "text").Waiting.ShouldBe(2, "one attempt as a probe");
        world.Gate.SetResult();
        foreach (var i in Enumerable.Range(0, 3))
            await world.WaitForAsync($"w{i}", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => !await AlertAsync(), "the alert is over");
        (await world.AgentAsync("a-1")).Breaker.ShouldBe("closed");
    }

    [Fact]
    public async Task An_operator_closes_it()
    {
        await world.StartAgentAsync("a-1");
        await FailAsync(3);
        await Eventually.HoldsAsync(async () => (await world.AgentAsync("a-1")).Breaker == "open", "it is open");

        (await world.Api.PostAsync("/api/agents/a-1/reset-breaker", ""))["breaker"].ShouldBe("closed");

        await world.SubmitAsync("t", "upper", new { text = "x" });
        await world.WaitForAsync("t", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => !await AlertAsync(), "the alert is over");
    }

    [Fact]
    public async Task Failures_that_are_the_tasks_own_do_not_count()
    {
        await world.StartAgentAsync("a-1");
        foreach (var i in Enumerable.Range(0, 6))
        {
            await world.SubmitAsync($"own{i}", "fail", new { retryable = false });
            await world.WaitForAsync($"own{i}", TaskStates.DeadLettered);
        }

        await world.SubmitAsync("t", "upper", new { text = "x" });
        await world.WaitForAsync("t", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => (await world.AgentAsync("a-1")).Succeeded == 1, "what ended before is counted by now");
        (await world.AgentAsync("a-1")).ShouldSatisfyAllConditions(a => a.Failed.ShouldBe(0), a => a.Breaker.ShouldBe("closed"));
    }

    [Fact]
    public async Task Another_agent_takes_over()
    {
        await world.StartAgentAsync("broken", o => o.Handle("text", "upper", (_, _) => Task.FromResult(AgentResult.Fail("broken", "It always fails."))));
        foreach (var i in Enumerable.Range(0, 3))
        {
            await world.SubmitAsync($"t{i}", "upper", new { text = "x" });
            await world.WaitForAsync($"t{i}", TaskStates.DeadLettered);
        }

        await Eventually.HoldsAsync(async () => (await world.AgentAsync("broken")).Breaker == "open", "it is open");
        await world.StartAgentAsync("good");
        foreach (var i in Enumerable.Range(0, 5))
        {
            await world.SubmitAsync($"g{i}", "upper", new { text = "x" });
            (await world.WaitForAsync($"g{i}", TaskStates.Completed)).Attempts[0].TargetId.ShouldBe("good");
        }
    }

    private async Task FailAsync(int times)
    {
        foreach (var i in Enumerable.Range(0, times))
        {
            await world.SubmitAsync($"f{i}", "fail");
            await world.WaitForAsync($"f{i}", TaskStates.DeadLettered);
        }
    }

    private async Task<bool> AlertAsync() =>
        (await world.Get<IAlertStore>().ListActiveAsync(default)).Any(a => a.Name == AlertNames.BreakerOpen && a.Subject == "a-1");
}
