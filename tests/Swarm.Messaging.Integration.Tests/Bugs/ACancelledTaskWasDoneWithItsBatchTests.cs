using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Tasks that were cancelled, or whose deadline had passed, while their batch waited as one task were sent to the agent with it all the same, and done.</summary>
public sealed class ACancelledTaskWasDoneWithItsBatchTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Count = 3;
    private const string Client = "client:acme";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1.5);
    private static readonly object TakesBulk = new { bulkOperations = new[] { "contact_create" } };

    [Fact]
    public async Task When_all_are_cancelled_the_one_task_is_too()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", Answer, TakesBulk);
        var bulk = await ParkAsync(world);

        for (var i = 0; i < Count; i++)
            await CancelAsync(world, $"t{i}");

        (await world.WaitForAsync(bulk, TaskStates.Cancelled)).Reason.ShouldBe("all its tasks have ended");
        await ShouldHaveDoneNothingAsync(world, agent);
    }

    [Fact]
    public async Task When_the_deadlines_of_all_have_passed_the_one_task_is_cancelled()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", Answer, TakesBulk);
        var bulk = await ParkAsync(world, deadlineMs: 20_000);

        await world.PassAsync(TimeSpan.FromSeconds(20));

        for (var i = 0; i < Count; i++)
            (await world.WaitForAsync($"t{i}", TaskStates.DeadLettered)).Reason.ShouldBe("deadline_exceeded");
        await world.WaitForAsync(bulk, TaskStates.Cancelled);
        await ShouldHaveDoneNothingAsync(world, agent);
    }

    [Fact]
    public async Task What_is_cancelled_before_the_one_task_is_sent_is_left_out_of_it()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", Answer, TakesBulk);
        var bulk = await ParkAsync(world);

        await CancelAsync(world, "t1");
        (await world.TellAsync(nameof(ResumeDispatch), new { key = Client })).ShouldBeOfType<DispatchLimits>();

        foreach (var id in new[] { "t0", "t2" })
            await world.WaitForAsync(id, TaskStates.Completed);
        var execution = agent.Executions.ShouldHaveSingleItem();
        (execution.TaskId, execution.Payload!.Value.GetProperty("ghlOperationType").GetString()).ShouldBe((bulk, "contact_create"));
        Items(execution).ShouldBe(["t0", "t2"], ignoreOrder: true);
        var batch = await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Completed);
        (batch.SuccessCount, batch.FailureCount).ShouldBe((2, 1));
    }

    [Fact]
    public async Task What_is_cancelled_between_two_executions_of_the_one_task_is_left_out_of_the_second()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => task.Attempt == 1 ? throw new AgentFailure("broken") : Answer(task), TakesBulk);
        var bulk = await SubmitAsync(world, null);
        await world.WaitForAsync(bulk, TaskStates.RetryScheduled);

        await CancelAsync(world, "t1");
        await world.PassAsync(Retry);

        foreach (var id in new[] { "t0", "t2" })
            await world.WaitForAsync(id, TaskStates.Completed);
        agent.Executions.Select(e => (e.TaskId, e.Attempt)).ShouldBe([(bulk, 1), (bulk, 2)]);
        Items(agent.Executions[0]).ShouldBe(["t0", "t1", "t2"], ignoreOrder: true);
        Items(agent.Executions[1]).ShouldBe(["t0", "t2"], ignoreOrder: true);
        (await world.WaitForAsync("t1", TaskStates.Cancelled)).Attempts.ShouldBeEmpty();
    }

    private static IEnumerable<string?> Items(ExecuteTask task) => task.Payload!.Value.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("taskId").GetString());

    private static Task<JsonElement> Answer(ExecuteTask task) => task.TaskId.EndsWith(".bulk", StringComparison.Ordinal)
        ? Task.FromResult(JsonSerializer.SerializeToElement(new { items = Items(task).Select(id => new { taskId = id, success = true }) }))
        : CrmAgent.Fine(task);

    private static async Task CancelAsync(CrmWorld world, string id) =>
        (await world.TellAsync(nameof(CancelTask), new { taskId = id })).ShouldBeOfType<CommandDone>().State.ShouldBe(TaskStates.Cancelled);

    /// <returns>The id of the one task.</returns>
    private static async Task<string> SubmitAsync(CrmWorld world, long? deadlineMs)
    {
        for (var i = 0; i < Count; i++)
            (await world.TellAsync(nameof(SubmitCrmTask), new { id = $"t{i}", operation = "contact_create", clientId = "acme", input = new { n = i }, deadlineMs })).ShouldBeOfType<SubmissionAccepted>();
        await world.PassAsync(Window);
        return $"{(await world.OnlyBatchAsync()).BatchId}.bulk";
    }

    private static async Task<string> ParkAsync(CrmWorld world, long? deadlineMs = null)
    {
        (await world.TellAsync(nameof(PauseDispatch), new { key = Client })).ShouldBeOfType<DispatchLimits>();
        var bulk = await SubmitAsync(world, deadlineMs);
        await world.WaitForAsync(bulk, TaskStates.Parked);
        return bulk;
    }

    /// <summary>Also when its client may go on: what comes then is all that it gets.</summary>
    private static async Task ShouldHaveDoneNothingAsync(CrmWorld world, CrmAgent agent)
    {
        (await world.TellAsync(nameof(ResumeDispatch), new { key = Client })).ShouldBeOfType<DispatchLimits>();
        await world.SubmitAsync("next", "conversation_read", "acme");
        await world.WaitForAsync("next", TaskStates.Completed);

        agent.Executions.Select(e => e.TaskId).ShouldBe(["next"]);
        (await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Failed)).FailureCount.ShouldBe(Count);
    }
}
