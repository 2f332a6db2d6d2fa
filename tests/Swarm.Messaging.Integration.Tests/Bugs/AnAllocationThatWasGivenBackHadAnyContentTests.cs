using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The id of an allocation that was given back was answered as that allocation, whatever was asked for by it.</summary>
public sealed class AnAllocationThatWasGivenBackHadAnyContentTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartStillAsync(redis.Server.Port, "{}");
        await world.Registry.RegisterAsync("s2", new SwarmDefinition(), default);
        foreach (var type in new[] { "cpu", "gpu" })
            await world.TellAsync("SetResourcePool", new { resourceType = type, total = 100 });
        await AllocateAsync("s1", "cpu", 10);
        await world.TellAsync("ReleaseResource", new { swarmId = "s1", resourceType = "cpu", amount = 10, allocationId = "a1" });
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("s1", "cpu", 20)]
    [InlineData("s1", "gpu", 10)]
    [InlineData("s2", "cpu", 10)]
    public async Task With_other_content_it_is_another_one_and_refused(string swarm, string type, int amount) =>
        (await AllocateAsync(swarm, type, amount)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("id_conflict");

    [Fact]
    public async Task With_the_same_it_is_the_one_that_was_given_back() =>
        (await AllocateAsync("s1", "cpu", 10)).ShouldBeOfType<ResourcesChanged>().ShouldSatisfyAllConditions(c => c.Amount.ShouldBe(0), c => c.Available.ShouldBe(100));

    [Fact]
    public async Task When_its_swarm_has_ended_the_id_is_free()
    {
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Completed, null, default);

        (await AllocateAsync("s2", "cpu", 30)).ShouldBeOfType<ResourcesChanged>().Amount.ShouldBe(30);
    }

    private Task<object> AllocateAsync(string swarm, string type, int amount) =>
        world.TellAsync("AllocateResource", new { swarmId = swarm, resourceType = type, amount, allocationId = "a1" });
}
