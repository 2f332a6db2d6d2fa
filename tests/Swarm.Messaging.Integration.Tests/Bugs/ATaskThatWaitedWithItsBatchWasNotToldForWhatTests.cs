using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Of a task that was part of a batch the explanation was that an agent gets this as one task, whatever that one waited for.</summary>
public sealed class ATaskThatWaitedWithItsBatchWasNotToldForWhatTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_is_told_the_one_task_and_what_that_waits_for()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", more: new { bulkOperations = new[] { "contact_create" } });
        (await world.TellAsync(nameof(PauseDispatch), new { key = "client:acme", reason = "their CRM is being moved" })).ShouldBeOfType<DispatchLimits>();
        await world.SubmitAsync("t0", "contact_create", "acme");
        await world.SubmitAsync("t1", "contact_create", "acme");
        await world.PassAsync(TimeSpan.FromSeconds(2.5));
        var bulk = $"{(await world.OnlyBatchAsync()).BatchId}.bulk";
        await world.WaitForAsync(bulk, TaskStates.Parked);

        (await world.Host.Get<TaskQueries>().ExplainAsync("t0", CancellationToken.None)).ShouldNotBeNull().Why.ShouldSatisfyAllConditions(
            why => why.ShouldContain(bulk), why => why.ShouldContain("client:acme is paused"), why => why.ShouldContain("their CRM is being moved"));
    }
}
