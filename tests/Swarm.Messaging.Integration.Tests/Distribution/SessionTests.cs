using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Sessions;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>Sessions as operators and listeners see them, and what runs in them.</summary>
public sealed class SessionTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Work_of_a_client_goes_to_the_session_that_is_bound_to_it()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var one = await world.AgentAsync("agent_001");
        var two = await world.AgentAsync("agent_002");
        (await RegisterAsync(world, "session_001", "agent_001", "acme")).ShouldBeOfType<SessionChanged>().Changed.ShouldBeTrue();
        await world.SubmitAsync("create", "contact_create", "acme");
        await world.SubmitAsync("update", "contact_update", "acme");
        await world.PassAsync(TimeSpan.FromSeconds(2.5));

        foreach (var id in new[] { "create", "update" })
        {
            var task = await world.WaitForAsync(id, TaskStates.Completed);
            (task.SessionId, task.Attempts.Single().TargetId).ShouldBe(("session_001", "agent_001"));
        }

        one.Executions.ShouldAllBe(e => e.SessionId == "session_001");
        two.Executions.ShouldBeEmpty();
        (await world.Host.Get<SessionStatus>().ReadAsync(None)).ShouldSatisfyAllConditions(
            s => s.AffinityHits.ShouldBe(2), s => s.AffinityHitRate.ShouldBe(1), s => s.Health.Healthy.ShouldBe(1));
        await Eventually.HoldsAsync(() => world.Events.OfType<CrmTaskAssigned>().Count(e => e.SessionId == "session_001") == 2, "both assignments are told");
        await Eventually.HoldsAsync(() => world.Events.OfType<BrowserSessionReleased>().Count(e => e.SessionId == "session_001") == 2, "both ends are told");
    }

    [Fact]
    public async Task A_session_is_bound_to_one_client_for_good()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001");
        await RegisterAsync(world, "s1", "agent_001", "a");
        (await RegisterAsync(world, "s1", "agent_001", "b")).ShouldBeOfType<CommandRejected>().Code.ShouldBe("session_bound");
        (await RegisterAsync(world, "s2", "nobody", "a")).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");

        await world.SubmitAsync("t", "conversation_read", "b");
        var session = (await world.WaitForAsync("t", TaskStates.Completed)).SessionId.ShouldNotBeNull();
        session.ShouldNotBe("s1");
        agent.Executions.ShouldHaveSingleItem().SessionId.ShouldBe(session);
        (await world.Host.Get<ISessionStore>().FindAsync(session, None)).ShouldNotBeNull().Client.ShouldBe("b");
    }

    [Fact]
    public async Task A_session_that_fails_three_times_drains_and_goes_with_the_next_clean_up()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("crm_down", retryable: false));
        await RegisterAsync(world, "s1", "agent_001", "acme");
        for (var i = 0; i < 3; i++)
        {
            await world.SubmitAsync($"t{i}", "conversation_read", "acme");
            (await world.WaitForAsync($"t{i}", TaskStates.DeadLettered)).SessionId.ShouldBe("s1");
        }

        await Eventually.HoldsAsync(async () => await world.Host.Get<ISessionStore>().FindAsync("s1", None) is { Draining: true, Health: 0.4m, Active: 0 }, "it drains");
        (await world.StatusAsync()).SessionHealth.Degraded.ShouldBe(1);
        (await world.TellAsync(nameof(CleanUpSessions), new { })).ShouldBeOfType<SessionsCleaned>().SessionIds.ShouldContain("s1");
        (await world.Host.Get<ISessionStore>().FindAsync("s1", None)).ShouldBeNull();
        await Eventually.HoldsAsync(() => world.Events.OfType<BrowserSessionCleaned>().Any(e => e.SessionId == "s1"), "its end is told");
        world.Events.OfType<BrowserSessionRegistered>().Count(e => e.SessionId == "s1").ShouldBe(1);
    }

    [Fact]
    public async Task A_released_session_ends_what_runs_in_it_and_gets_nothing_new()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var gate = new TaskCompletionSource<JsonElement>();
        await world.AgentAsync("agent_001", _ => gate.Task);
        await RegisterAsync(world, "s1", "agent_001", "acme");
        await world.SubmitAsync("t0", "conversation_read", "acme");
        (await world.WaitForAsync("t0", TaskStates.Running)).SessionId.ShouldBe("s1");

        (await world.TellAsync(nameof(ReleaseBrowserSession), new { sessionId = "s1", reason = "its password changed" }))
            .ShouldBeOfType<SessionChanged>().ShouldSatisfyAllConditions(s => s.Changed.ShouldBeTrue(), s => s.Session.ActiveTaskCount.ShouldBe(1));
        (await world.TellAsync(nameof(CleanUpSessions), new { })).ShouldBeOfType<SessionsCleaned>().SessionIds.ShouldBeEmpty();
        await world.SubmitAsync("t1", "conversation_read", "acme");
        (await world.WaitForAsync("t1", TaskStates.Running)).SessionId.ShouldNotBe("s1");
        gate.SetResult(JsonElement.Parse("null"));
        await world.WaitForAsync("t0", TaskStates.Completed);
        await Eventually.HoldsAsync(
            async () => (await world.TellAsync(nameof(CleanUpSessions), new { })).ShouldBeOfType<SessionsCleaned>().SessionIds.Contains("s1"), "it goes when nothing runs in it");
        (await world.TellAsync(nameof(ReleaseBrowserSession), new { sessionId = "s1" })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task A_session_that_nobody_uses_is_removed_by_itself()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001");
        await RegisterAsync(world, "s1", "agent_001", null);
        // In steps, so that the agent stays known.
        for (var minutes = 0; minutes < 6; minutes++)
            await world.PassAsync(TimeSpan.FromSeconds(61));
        (await world.Host.Get<SessionCleaner>().RunOnceAsync(None)).ShouldBe(["s1"]);
        await Eventually.HoldsAsync(() => world.Events.OfType<BrowserSessionCleaned>().Any(e => e.SessionId == "s1"), "it is told");
        await Eventually.HoldsAsync(() => agent.EndedSessions.Contains("s1"), "its agent is told to close it");
        agent.Executions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_agents_the_less_busy_one_gets_more_by_score()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var gate = new TaskCompletionSource<JsonElement>();
        var (busy, free) = (await world.AgentAsync("agent_001", _ => gate.Task, Said(0.8m)), await world.AgentAsync("agent_002", _ => gate.Task, Said(0.2m)));
        await RegisterAsync(world, "s1", "agent_001", null);
        await RegisterAsync(world, "s2", "agent_002", null);
        for (var i = 0; i < 5; i++)
            await world.SubmitAsync($"t{i}", "contact_update", $"client-{i}");
        await world.PassAsync(TimeSpan.FromSeconds(2.5));

        await Eventually.HoldsAsync(() => busy.Executions.Count + free.Executions.Count == 5, "all five run");
        (busy.Executions.Count, free.Executions.Count).ShouldBe((1, 4));
        gate.SetResult(JsonElement.Parse("null"));
    }

    [Fact]
    public async Task A_client_whose_agent_takes_no_work_goes_on_at_another_in_a_session_of_its_own()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        var two = await world.AgentAsync("agent_002");
        await RegisterAsync(world, "s1", "agent_001", "acme");
        await world.SubmitAsync("t0", "conversation_read", "acme");
        (await world.WaitForAsync("t0", TaskStates.Completed)).SessionId.ShouldBe("s1");

        await world.TellAsync("DrainAgent", new { agentId = "agent_001" });
        await world.SubmitAsync("t1", "conversation_read", "acme");
        var moved = (await world.WaitForAsync("t1", TaskStates.Completed)).SessionId.ShouldNotBeNull();
        await world.SubmitAsync("t2", "conversation_read", "acme");
        (await world.WaitForAsync("t2", TaskStates.Completed)).SessionId.ShouldBe(moved);

        moved.ShouldNotBe("s1");
        two.Executions.Select(e => e.TaskId).ShouldBe(["t1", "t2"]);
        (await world.Host.Get<ISessionStore>().FindAsync(moved, None)).ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.TargetId.ShouldBe("agent_002"), s => s.Client.ShouldBe("acme"));
    }

    [Fact]
    public async Task Fifty_tasks_of_one_client_at_once_are_never_more_than_five_in_its_session()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var (now, most) = (0, 0);
        var gate = new Lock();
        var agent = await world.AgentAsync("agent_001", async _ =>
        {
            lock (gate)
                most = Math.Max(most, ++now);
            await Task.Yield();
            lock (gate)
                now--;
            return JsonElement.Parse("null");
        }, new { maxCapacity = 50 });
        await RegisterAsync(world, "s1", "agent_001", "acme");
        await world.TellAsync(nameof(SubmitCrmTasks), new { tasks = Enumerable.Range(0, 50).Select(i => new { id = $"t{i}", operation = "conversation_read", clientId = "acme" }) });
        for (var i = 0; i < 50; i++)
            await world.WaitForAsync($"t{i}", TaskStates.Completed);

        most.ShouldBeLessThanOrEqualTo(5);
        agent.Executions.ShouldAllBe(e => e.SessionId == "s1");
    }

    private static object Said(decimal workload) => new { maxCapacity = 10, workload, health = 1m, successRate = 0.95m, quality = 0.9m, reliability = 0.95m };

    private static Task<object> RegisterAsync(CrmWorld world, string session, string agent, string? client) =>
        world.TellAsync(nameof(RegisterBrowserSession), new { sessionId = session, agentId = agent, clientId = client });
}
