using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A batch that an agent got as one task counted for the location of its first task alone: the pause of another's held nothing back.</summary>
public sealed class APausedLocationWasWorkedInWithABatchTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task Tasks_of_two_locations_go_by_themselves_and_the_one_whose_location_is_paused_waits()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", more: new { bulkOperations = new[] { "contact_create" } });
        (await world.TellAsync(nameof(PauseDispatch), new { key = "location:l2" })).ShouldBeOfType<DispatchLimits>();
        await world.SubmitAsync("goes", "contact_create", "acme", new { locationId = "l1" });
        await world.SubmitAsync("waits", "contact_create", "acme", new { locationId = "l2" });
        await world.PassAsync(Window);

        (await world.WaitForAsync("goes", TaskStates.Completed)).Timeline.ShouldContain(e => e.Reason != null && e.Reason.Contains("location:l1 and location:l2"));
        await world.WaitForAsync("waits", TaskStates.Parked);
        agent.Executions.Select(e => e.TaskId).ShouldBe(["goes"]);

        (await world.TellAsync(nameof(ResumeDispatch), new { key = "location:l2" })).ShouldBeOfType<DispatchLimits>();
        (await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Completed)).SuccessCount.ShouldBe(2);
    }
}
