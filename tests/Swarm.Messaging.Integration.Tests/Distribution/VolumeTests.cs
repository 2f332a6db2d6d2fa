using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>Many tasks at once, none of them collected. How fast it goes is measured by <c>swarm bench distribution</c>.</summary>
public sealed class VolumeTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Tasks = 2_000;
    private const int Each = 500;

    [Fact]
    public async Task Two_thousand_tasks_are_each_in_the_queue_once_by_their_rank_and_operation()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        string[] operations = ["conversation_send", "pipeline_update", "conversation_read", "report_generate"];
        var answers = await Task.WhenAll(Enumerable.Range(0, Tasks / Each).Select(async part => (TasksSubmitted)await world.TellAsync(nameof(SubmitCrmTasks), new
        {
            tasks = Enumerable.Range(part * Each, Each).Select(i => new { id = $"t{i}", operation = operations[i % operations.Length], clientId = $"client-{i % 200}" }),
        })));

        var accepted = answers.SelectMany(a => a.Results).Select(r => r.Accepted.ShouldNotBeNull(r.Rejected?.Message)).ToList();
        accepted.Select(a => a.TaskId).ShouldBe(Enumerable.Range(0, Tasks).Select(i => $"t{i}"), ignoreOrder: true);
        accepted.ShouldAllBe(a => a.State == TaskStates.Parked);
        var status = await world.StatusAsync();
        (status.QueueLength, status.ActiveAssignments, status.ActiveBatches).ShouldBe((Tasks, 0, 0));
        status.TasksByPriority.ShouldBe(new Dictionary<string, long> { ["critical"] = 500, ["high"] = 500, ["normal"] = 0, ["low"] = 500, ["background"] = 500 }, ignoreOrder: true);
        status.TasksByGHLOperation.ShouldBe(operations.ToDictionary(o => o, _ => 500L), ignoreOrder: true);
    }
}
