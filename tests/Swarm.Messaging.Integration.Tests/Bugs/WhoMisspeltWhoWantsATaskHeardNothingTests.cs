using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A task whose <c>queuedBy</c> is no swarm, or has ended, was queued without a word.</summary>
public sealed class WhoMisspeltWhoWantsATaskHeardNothingTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, "{}");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Of_one_that_there_is_not_the_answer_warns() =>
        (await DistributeAsync("ghost")).Warnings.ShouldHaveSingleItem().ShouldStartWith("queuedBy: there is no swarm ghost");

    [Fact]
    public async Task Of_one_that_has_ended_too()
    {
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Completed, null, default);

        (await DistributeAsync("s1")).Warnings.ShouldHaveSingleItem().ShouldStartWith("queuedBy: the swarm s1 is completed");
    }

    [Theory]
    [InlineData("s1")]
    [InlineData(null)]
    public async Task Of_one_that_hears_of_it_and_of_nobody_it_does_not(string? by) => (await DistributeAsync(by)).Warnings.ShouldBeEmpty();

    private async Task<SwarmTaskDistributed> DistributeAsync(string? by) =>
        (await world.TellAsync("DistributeSwarmTask", new { type = "build", queuedBy = by })).ShouldBeOfType<SwarmTaskDistributed>();
}
