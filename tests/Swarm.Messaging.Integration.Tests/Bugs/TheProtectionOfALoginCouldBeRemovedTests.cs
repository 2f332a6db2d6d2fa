using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The limit that the system sets while a client's login fails was removed like one that somebody had set, and all of the client's work ran into the login.</summary>
public sealed class TheProtectionOfALoginCouldBeRemovedTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_is_refused_with_what_can_be_done_and_the_limit_stays()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var isWrong = true;
        await world.AgentAsync("agent_001", task => isWrong ? throw new AgentFailure("login_failed", retryable: false) : CrmAgent.Fine(task));
        for (var i = 0; i < 3; i++)
        {
            await world.SubmitAsync($"t{i}", "conversation_read", "acme");
            await world.WaitForAsync($"t{i}", TaskStates.DeadLettered);
        }

        await Eventually.HoldsAsync(async () => await IsDoubtedAsync(world), "the login is doubted");
        await world.SubmitAsync("waits", "conversation_read", "acme");
        await world.WaitForAsync("waits", TaskStates.Parked);

        foreach (var command in new object[] { new { key = "login:acme", remove = true }, new { key = "login:acme", concurrency = 5 }, new { key = "login:*", remove = true } })
        {
            (await world.TellAsync(nameof(SetLimit), command)).ShouldBeOfType<CommandRejected>().ShouldSatisfyAllConditions(
                r => r.Violations.ShouldHaveSingleItem().Field.ShouldBe("key"), r => r.Message.ShouldContain("swarm resume login:"));
        }

        (await IsDoubtedAsync(world)).ShouldBeTrue();
        isWrong = false;
        (await world.TellAsync(nameof(ResumeDispatch), new { key = "login:acme" })).ShouldBeOfType<DispatchLimits>().Changed.ShouldBe(true);
        await world.WaitForAsync("waits", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => !await IsDoubtedAsync(world), "the login is trusted again");
    }

    private static async Task<bool> IsDoubtedAsync(CrmWorld world) => (await world.Host.Get<IFlowStore>().ListAsync(default)).Any(f => f.Key == "login:acme");
}
