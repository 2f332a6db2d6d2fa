using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A registration changed the slots and the last use of a session that drains, and one that said no slots set those of a known session back to the default.</summary>
public sealed class ADrainingSessionWasChangedByItsRegistrationTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task To_register_one_that_drains_changes_nothing()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        await RegisterAsync(world, new { sessionId = "s1", agentId = "agent_001", maxConcurrentTasks = 2 });
        var draining = (await world.TellAsync(nameof(ReleaseBrowserSession), new { sessionId = "s1" })).ShouldBeOfType<SessionChanged>().Session;
        world.Host.Clock.Advance(TimeSpan.FromSeconds(10));

        var again = await RegisterAsync(world, new { sessionId = "s1", agentId = "agent_001", clientId = "acme", maxConcurrentTasks = 5 });

        again.Changed.ShouldBe(false);
        (again.Session.MaxConcurrentTasks, again.Session.ClientAffinity, again.Session.LastUsed).ShouldBe((2, draining.ClientAffinity, draining.LastUsed));
    }

    [Fact]
    public async Task A_field_that_is_not_given_keeps_its_value()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        (await RegisterAsync(world, new { sessionId = "new", agentId = "agent_001" })).Session.MaxConcurrentTasks.ShouldBe(5);
        await RegisterAsync(world, new { sessionId = "s1", agentId = "agent_001", clientId = "acme", maxConcurrentTasks = 3 });

        var again = await RegisterAsync(world, new { sessionId = "s1", agentId = "agent_001" });

        (again.Changed, again.Session.MaxConcurrentTasks, again.Session.ClientAffinity).ShouldBe((false, 3, "acme"));
        var more = await RegisterAsync(world, new { sessionId = "s1", agentId = "agent_001", maxConcurrentTasks = 4 });
        (more.Changed, more.Session.MaxConcurrentTasks).ShouldBe((true, 4));
    }

    private static async Task<SessionChanged> RegisterAsync(CrmWorld world, object command) =>
        (await world.TellAsync(nameof(RegisterBrowserSession), command)).ShouldBeOfType<SessionChanged>();
}
