using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The agent said that the service wants a rest of its client's location, for which no task counted unless it named one: the service was called again
/// at once.
/// </summary>
public sealed class AServiceWasCalledAgainAtOnceAfterA429Tests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Another_task_of_the_client_waits_for_the_rest()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("rate_limited", limit: new RateLimitFeedback { Key = "location:acme", RetryAfterMs = 600_000 }));
        await world.SubmitAsync("first", "contact_read", "acme");
        await Eventually.HoldsAsync(async () => await RestsAsync(world, "location:acme"), "the location rests");

        await world.SubmitAsync("second", "contact_read", "acme");

        await world.WaitForAsync("second", TaskStates.Parked);
        (await world.Host.Get<TaskQueries>().ExplainAsync("second", default))!.Why.ShouldContain("the service behind location:acme asked for a rest");
    }

    private static async Task<bool> RestsAsync(CrmWorld world, string key) =>
        (await world.Host.Get<IFlowStore>().ListAsync(default)).Any(f => f.Key == key && f.RestUntil is not null);
}
