using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A task that must be executed once was executed four times, because it was part of a batch that an agent got as one task.</summary>
public sealed class ATaskWithoutRetriesWasRepeatedWithItsBatchTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task The_strictest_of_its_tasks_says_how_often_the_one_task_is_executed()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync(
            "agent_001", task => task.TaskId.EndsWith(".bulk", StringComparison.Ordinal) ? throw new AgentFailure("broken") : CrmAgent.Fine(task),
            new { bulkOperations = new[] { "contact_create" } });
        await world.SubmitAsync("once", "contact_create", "acme", constraints: new { maxRetries = 0 });
        await world.SubmitAsync("often", "contact_create", "acme");
        await world.PassAsync(Window);
        var bulk = $"{(await world.OnlyBatchAsync()).BatchId}.bulk";

        await world.WaitForAsync(bulk, TaskStates.DeadLettered);
        (await world.WaitForAsync("once", TaskStates.DeadLettered)).Attempts.ShouldHaveSingleItem().Number.ShouldBe(1);
        await world.WaitForAsync("often", TaskStates.RetryScheduled);
        await world.PassAsync(Retry);
        await world.WaitForAsync("often", TaskStates.Completed);

        agent.Executions.Select(e => (e.TaskId, e.Attempt)).ShouldBe([(bulk, 1), ("often", 2)]);
    }
}
