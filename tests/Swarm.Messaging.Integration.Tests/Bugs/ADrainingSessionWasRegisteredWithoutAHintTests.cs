using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever registered a session again that was draining took it for one that gets work.</summary>
public sealed class ADrainingSessionWasRegisteredWithoutAHintTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task The_answer_says_that_it_drains_and_when_the_id_is_free_again()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        (await RegisterAsync(world)).Warnings.ShouldBeEmpty();
        await world.TellAsync(nameof(ReleaseBrowserSession), new { sessionId = "s1" });

        var again = await RegisterAsync(world);

        (again.Changed, again.Session.Draining).ShouldBe((false, true));
        again.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            w => w.ShouldStartWith("draining: the session s1 gets no new work"), w => w.ShouldContain("next clean-up"));
        await world.TellAsync(nameof(CleanUpSessions), new { });
        (await RegisterAsync(world)).ShouldSatisfyAllConditions(s => s.Warnings.ShouldBeEmpty(), s => s.Session.Draining.ShouldBeFalse());
    }

    private static async Task<SessionChanged> RegisterAsync(CrmWorld world) =>
        (await world.TellAsync(nameof(RegisterBrowserSession), new { sessionId = "s1", agentId = "agent_001", clientId = "acme" })).ShouldBeOfType<SessionChanged>();
}
