using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>A session whose login fails is left alone for a while, whichever host asks.</summary>
public sealed class SessionBreakerTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task It_opens_for_all_hosts_lets_one_in_after_its_rest_and_closes_when_that_succeeds()
    {
        var (prefix, clock, isDown) = ($"sb{Guid.NewGuid():N}", new StoreClock(), true);
        await using var one = await CrmWorld.StartAsync(redis.Server.Port, prefix, clock: clock);
        await using var two = await CrmWorld.StartAsync(redis.Server.Port, prefix, clock: clock);
        await one.AgentAsync("agent_001", task => isDown && task.SessionId == "s1" ? throw new AgentFailure("login_failed", retryable: false) : CrmAgent.Fine(task));
        await RegisterAsync(one, "s1");
        await FailTwiceAsync(one);

        await Eventually.HoldsAsync(async () => await AlertAsync(two), "the alert is raised");
        (await BreakerAsync(two)).ShouldNotBeNull().ShouldSatisfyAllConditions(b => b.State.ShouldBe("open"), b => b.Failures.ShouldBe(2), b => b.Breaks.ShouldBe(1), b => b.RetryAt.ShouldNotBeNull());
        await two.SubmitAsync("elsewhere", "conversation_read", "acme");
        (await two.WaitForAsync("elsewhere", TaskStates.Completed)).SessionId.ShouldNotBe("s1");

        isDown = false;
        await one.PassAsync(TimeSpan.FromSeconds(31));
        await Eventually.HoldsAsync(async () => (await BreakerAsync(one))?.State == "half-open", "its rest is over");
        await two.SubmitAsync("probe", "conversation_read", "acme");
        (await two.WaitForAsync("probe", TaskStates.Completed)).SessionId.ShouldBe("s1");

        await Eventually.HoldsAsync(async () => (await BreakerAsync(two))?.State == "closed", "it is closed");
        await Eventually.HoldsAsync(async () => !await AlertAsync(one), "the alert is over");
    }

    [Fact]
    public async Task While_it_waits_a_task_is_told_of_it()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("login_failed", retryable: false));
        await RegisterAsync(world, "s1");
        await FailTwiceAsync(world);
        await Eventually.HoldsAsync(async () => (await BreakerAsync(world))?.State == "open", "it is open");
        await world.TellAsync("PauseDispatch", new { key = "client:acme" });
        await world.SubmitAsync("waits", "conversation_read", "acme");
        await world.WaitForAsync("waits", TaskStates.Parked);

        var explained = (await world.Host.Get<TaskQueries>().ExplainAsync("waits", None)).ShouldNotBeNull();

        explained.Placement.Resting.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            r => r.ShouldContain("Session s1 of agent_001"), r => r.ShouldContain("swarm breakers reset session:s1"));
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_again_and_a_failure_of_the_tasks_own_decides_nothing()
    {
        var error = "login_failed";
        await using var world = await CrmWorld.StartAsync(
            redis.Server.Port, configure: s => s.PostConfigure<PlacementOptions>(o => (o.FailureCost, o.SessionBreakerRest) = (0.01m, TimeSpan.FromMinutes(1))));
        await world.AgentAsync("agent_001", task => task.SessionId == "s1" ? throw new AgentFailure(error, retryable: false) : CrmAgent.Fine(task));
        await RegisterAsync(world, "s1");
        await FailTwiceAsync(world);
        await world.PassAsync(TimeSpan.FromSeconds(61));
        await Eventually.HoldsAsync(async () => (await BreakerAsync(world))?.State == "half-open", "its rest is over");

        error = "bad_input";
        await FailAsync(world, "own");
        (await BreakerAsync(world))!.State.ShouldBe("half-open");
        error = "login_failed";
        await FailAsync(world, "again");

        await Eventually.HoldsAsync(async () => await BreakerAsync(world) is { State: "open", Breaks: 2, Failures: 3 }, "it has opened again");
        (await world.Host.Get<ISessionStore>().FindAsync("s1", None))!.Health.ShouldBe(0.96m, "each failure takes what the settings say");
    }

    [Fact]
    public async Task An_operator_closes_it_by_its_key()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("login_failed", retryable: false));
        await RegisterAsync(world, "s1");
        await FailTwiceAsync(world);
        await Eventually.HoldsAsync(async () => await AlertAsync(world), "the alert is raised");

        var reset = (await world.TellAsync(nameof(ManageBreakers), new { action = "reset", key = "session:s1" })).ShouldBeOfType<BreakersManaged>();

        reset.Breakers.Single(b => b.Key == "session:s1").State.ShouldBe("closed");
        await Eventually.HoldsAsync(async () => !await AlertAsync(world), "the alert is over");
        (await world.TellAsync(nameof(ManageBreakers), new { action = "reset", key = "session:s1" })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task Failures_of_a_session_do_not_count_against_its_agent()
    {
        await using var world = await CrmWorld.StartAsync(
            redis.Server.Port, configure: s => s.PostConfigure<Swarm.Messaging.Agents.AgentOptions>(o => o.BreakerFailures = 2));
        var error = "login_failed";
        await world.AgentAsync("agent_001", _ => throw new AgentFailure(error, retryable: error != "login_failed"));
        foreach (var i in Enumerable.Range(0, 3))
            await FailForGoodAsync(world, $"login{i}", $"client{i}");
        error = "agent_broken";
        await FailForGoodAsync(world, "broken1", "other");
        await FailForGoodAsync(world, "broken2", "other");

        await Eventually.HoldsAsync(async () => (await ListAsync(world)).Any(b => b is { Key: "agent:agent_001", State: "open" }), "the agent's breaker is open");
        (await ListAsync(world)).Single(b => b.Key == "agent:agent_001").Failures.ShouldBe(2);
        await world.SubmitAsync("waits", "conversation_read", "other");
        await world.WaitForAsync("waits", TaskStates.Parked);
        (await world.Host.Get<TaskQueries>().ExplainAsync("waits", None))!.Why.ShouldContain("swarm breakers reset agent:agent_001");

        (await world.TellAsync(nameof(ManageBreakers), new { action = "reset", key = "agent:agent_001" })).ShouldBeOfType<BreakersManaged>();
        await world.WaitForAsync("waits", TaskStates.RetryScheduled);
    }

    private static async Task FailTwiceAsync(CrmWorld world)
    {
        await FailAsync(world, "f0");
        await FailAsync(world, "f1");
    }

    private static async Task FailAsync(CrmWorld world, string id)
    {
        await world.SubmitAsync(id, "conversation_read", "acme");
        (await world.WaitForAsync(id, TaskStates.DeadLettered)).SessionId.ShouldBe("s1");
        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISessionStore>().FindAsync("s1", None))!.Active == 0, "it has left the session");
    }

    /// <summary>One execution, whose failure another might mend.</summary>
    private static async Task FailForGoodAsync(CrmWorld world, string id, string client)
    {
        await world.SubmitAsync(id, "conversation_read", client, constraints: new { maxRetries = 0 });
        await world.WaitForAsync(id, TaskStates.DeadLettered);
    }

    private static async Task<IReadOnlyList<NodeBreaker>> ListAsync(CrmWorld world) =>
        (await world.TellAsync(nameof(ManageBreakers), new { action = "list" })).ShouldBeOfType<BreakersManaged>().Breakers;

    private static async Task<NodeBreaker?> BreakerAsync(CrmWorld world) => (await ListAsync(world)).SingleOrDefault(b => b.Key == "session:s1");

    private static async Task<bool> AlertAsync(CrmWorld world) =>
        (await world.Host.Get<IAlertStore>().ListActiveAsync(None)).Any(a => a.Name == AlertNames.BreakerOpen && a.Subject == "s1");

    private static Task<object> RegisterAsync(CrmWorld world, string session) =>
        world.TellAsync(nameof(RegisterBrowserSession), new { sessionId = session, agentId = "agent_001", clientId = "acme" });
}
