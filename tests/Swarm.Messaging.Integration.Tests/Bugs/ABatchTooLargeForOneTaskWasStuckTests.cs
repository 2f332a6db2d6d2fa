using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Tasks that were accepted one by one, and together were more than one task may be, were never done: their batch was refused as one task, again and again.</summary>
public sealed class ABatchTooLargeForOneTaskWasStuckTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Count = 3;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task What_cannot_go_as_one_task_goes_task_by_task_and_says_why()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", more: new { bulkOperations = new[] { "contact_create" } });
        for (var i = 0; i < Count; i++)
            await world.SubmitAsync($"t{i}", "contact_create", "acme", new { n = i, note = new string('x', 500_000) });

        await world.PassAsync(Window);
        for (var i = 0; i < Count; i++)
            (await world.WaitForAsync($"t{i}", TaskStates.Completed)).Timeline.ShouldContain(e => e.Reason != null && e.Reason.StartsWith("by itself: ") && e.Reason.Contains("payload"));

        var batch = await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Completed);
        (batch.SuccessCount, batch.BulkTaskId).ShouldBe((Count, null));
        batch.Timeline.ShouldContain(e => e.Reason != null && e.Reason.Contains("each by itself") && e.Reason.Contains("payload"));
        agent.Executions.Select(e => (e.TaskId, e.Attempt)).ShouldBe([("t0", 1), ("t1", 1), ("t2", 1)], ignoreOrder: true);
    }
}
