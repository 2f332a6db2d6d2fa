using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The one task of a batch that had failed could be replayed while its tasks went on by themselves: an agent got all of them again as a first execution, what had succeeded
/// among them, and nobody heard what became of it.
/// </summary>
public sealed class AReplayedBatchWasDoneBlindBesideItsTasksTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task To_replay_it_is_to_replay_those_of_its_tasks_that_are_dead_letters_like_any_single_one()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var broken = true;
        var agent = await world.AgentAsync(
            "agent_001",
            task => broken && task.TaskId is not "t1" ? throw new AgentFailure("broken", retryable: false) : CrmAgent.Fine(task),
            new { bulkOperations = new[] { "contact_create" } });
        for (var i = 0; i < 3; i++)
            await world.SubmitAsync($"t{i}", "contact_create", "acme");
        await world.SubmitAsync("single", "conversation_read", "acme");
        await world.PassAsync(Window);
        var bulk = $"{(await world.OnlyBatchAsync()).BatchId}.bulk";
        (await world.WaitForAsync(bulk, TaskStates.DeadLettered)).Attempts.ShouldHaveSingleItem();
        await world.WaitForAsync("single", TaskStates.DeadLettered);
        await Eventually.HoldsAsync(
            async () =>
            {
                await world.PassAsync(Retry);
                return (await StateAsync(world, "t0"), await StateAsync(world, "t1"), await StateAsync(world, "t2")) == (TaskStates.DeadLettered, TaskStates.Completed, TaskStates.DeadLettered);
            },
            "two are given up and one is done");
        broken = false;
        var before = agent.Executions.Count;

        foreach (var id in new[] { bulk, "single" })
            (await world.TellAsync(nameof(ReplayTask), new { taskId = id })).ShouldBeOfType<CommandDone>().ShouldSatisfyAllConditions(d => d.TaskId.ShouldBe(id), d => d.Changed.ShouldBeTrue());

        var single = await world.WaitForAsync("single", TaskStates.Completed);
        foreach (var id in new[] { "t0", "t2" })
        {
            var task = await world.WaitForAsync(id, TaskStates.Completed);
            (task.ReplayCount, task.Attempt, task.Attempts[^1].Number, task.Attempts[^1].Outcome)
                .ShouldBe((single.ReplayCount, single.Attempt, single.Attempts[^1].Number, single.Attempts[^1].Outcome));
        }

        agent.Executions.Skip(before).Select(e => (e.TaskId, e.Attempt, e.IdempotencyKey)).OrderBy(e => e.TaskId, StringComparer.Ordinal)
            .ShouldBe([("single", 1, "single"), ("t0", 1, "t0"), ("t2", 1, "t2")]);
        (await StateAsync(world, bulk)).ShouldBe(TaskStates.DeadLettered);

        (await world.TellAsync(nameof(ReplayTask), new { taskId = bulk })).ShouldBeOfType<CommandRejected>().ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("wrong_state"), r => r.Message.ShouldContain("none of them is a dead letter"));
        agent.Executions.Count.ShouldBe(before + 3);
    }

    private static async Task<string> StateAsync(CrmWorld world, string id) => (await world.Host.Queries.LoadAsync(id, CancellationToken.None))!.CurrentState;
}
