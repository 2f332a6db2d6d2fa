using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>Tasks of one client and operation are collected, flushed, and their results consolidated.</summary>
public sealed class BatchTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);

    private static readonly JsonElement Done = JsonElement.Parse("""{"ok":true}""");

    [Fact]
    public async Task Five_tasks_of_a_client_are_in_no_queue_until_the_window_is_over()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        for (var i = 0; i < 5; i++)
            (await world.SubmitAsync($"t{i}", "tag_add", "acme")).State.ShouldBe(TaskStates.Batched);

        var before = await world.StatusAsync();
        (before.QueueLength, before.ActiveBatches).ShouldBe((0, 1));
        await world.PassAsync(Window);
        await Eventually.HoldsAsync(async () => await world.StatusAsync() is { QueueLength: 5, ActiveBatches: 0 }, "5 wait and no batch collects");

        var batch = (await world.OnlyBatchAsync()).BatchId;
        for (var i = 0; i < 5; i++)
            (await world.WaitForAsync($"t{i}", TaskStates.Parked)).BatchId.ShouldBe(batch);
        world.Events.OfType<CrmTaskBatched>().Select(e => e.BatchSize).ShouldBe([1, 2, 3, 4, 5]);
        world.Events.OfType<BatchProcessed>().ShouldHaveSingleItem().TaskCount.ShouldBe(5);
        world.Events.OfType<CrmTaskQueued>().Count().ShouldBe(5);
    }

    [Fact]
    public async Task Ten_tasks_flush_a_batch_at_once()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.TellAsync(nameof(SubmitCrmTasks), new { tasks = Enumerable.Range(0, 10).Select(i => new { id = $"t{i}", operation = "tag_add", clientId = "acme" }) });

        await Eventually.HoldsAsync(async () => await world.StatusAsync() is { QueueLength: 10, ActiveBatches: 0 }, "all of them wait in the queue");
        (await world.OnlyBatchAsync()).ExpectedCount.ShouldBe(10);
    }

    [Fact]
    public async Task Each_client_and_each_operation_has_a_batch_of_its_own()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("a1", "tag_add", "a");
        await world.SubmitAsync("a2", "tag_remove", "a");
        await world.SubmitAsync("b1", "tag_add", "b");
        (await world.SubmitAsync("c1", "tag_add")).State.ShouldBe(TaskStates.Parked);
        (await world.SubmitAsync("c2", "conversation_read", "c")).State.ShouldBe(TaskStates.Parked);

        (await world.StatusAsync()).ActiveBatches.ShouldBe(3);
    }

    [Fact]
    public async Task Results_are_consolidated_and_the_end_is_told_once()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", task => task.TaskId == "t1"
            ? throw new AgentFailure("wrong_tag", "there is no such tag", retryable: false)
            : Task.FromResult(JsonElement.Parse($$"""{"tag":"{{task.TaskId}}","of_{{task.TaskId}}":1}""")));
        for (var i = 0; i < 3; i++)
            await world.SubmitAsync($"t{i}", "tag_add", "acme");
        await world.PassAsync(Window);

        var batch = await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Completed);

        (batch.SuccessCount, batch.FailureCount, batch.ExpectedCount).ShouldBe((2, 1, 3));
        batch.TaskIds.ShouldBe(["t0", "t1", "t2"], ignoreOrder: true);
        batch.TotalExecutionTime.ShouldBe(batch.Results.Sum(r => r.ExecutionTime));
        batch.Results.Single(r => !r.Success).ShouldSatisfyAllConditions(r => r.TaskId.ShouldBe("t1"), r => r.Error!.ShouldContain("there is no such tag"));
        batch.Outputs.Keys.ShouldBe(["t0", "t2"], ignoreOrder: true);
        batch.ConsolidatedOutput.Keys.ShouldBe(["tag", "of_t0", "of_t2"], ignoreOrder: true);
        batch.Collisions.ShouldBe(["tag"]);
        batch.ConsolidatedOutput["tag"].GetString().ShouldBe(batch.TaskIds.Last(t => t != "t1"));
        await Eventually.HoldsAsync(() => world.Events.OfType<BatchCompleted>().Any(), "its end is told");
        world.Events.OfType<BatchCompleted>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.SuccessCount.ShouldBe(2), e => e.FailureCount.ShouldBe(1), e => e.TotalTasks.ShouldBe(3));
        world.Events.OfType<BatchResultConsolidated>().Select(e => e.SuccessCount + e.FailureCount).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_execution_knows_its_batch_and_a_batch_without_a_success_has_failed()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", _ => throw new AgentFailure("no", "no", retryable: false));
        await world.SubmitAsync("t0", "tag_add", "acme", new { tag = "vip" });
        await world.PassAsync(Window);

        var batch = await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Failed);
        var execution = agent.Executions.ShouldHaveSingleItem();
        execution.BatchId.ShouldBe(batch.BatchId);
        (execution.Payload!.Value.GetProperty("batchId").GetString(), execution.Payload.Value.GetProperty("tag").GetString()).ShouldBe((batch.BatchId, "vip"));

        (await world.TellAsync(nameof(ClearBatch), new { batchId = batch.BatchId })).ShouldBeOfType<BatchCleared>();
        (await world.TellAsync(nameof(GetBatch), new { batchId = batch.BatchId })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task A_task_that_is_cancelled_while_it_is_collected_leaves_the_batch()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("t0", "tag_add", "acme");
        await world.SubmitAsync("t1", "tag_add", "acme");
        var pending = await world.OnlyBatchAsync();
        (await world.TellAsync(nameof(ClearBatch), new { batchId = pending.BatchId })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("wrong_state");

        (await world.TellAsync(nameof(CancelTask), new { taskId = "t0" })).ShouldBeOfType<CommandDone>().State.ShouldBe(TaskStates.Cancelled);
        await world.PassAsync(Window);
        (await world.WaitForAsync("t1", TaskStates.Parked)).BatchId.ShouldBe(pending.BatchId);
        (await world.BatchAsync(pending.BatchId, BatchStates.Processing)).TaskIds.ShouldBe(["t1"]);

        (await world.TellAsync(nameof(CancelTask), new { taskId = "t1" })).ShouldBeOfType<CommandDone>();
        var ended = await world.BatchAsync(pending.BatchId, BatchStates.Failed);
        (ended.SuccessCount, ended.FailureCount).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_batch_from_which_all_have_gone_is_never_flushed()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("t0", "tag_add", "acme");
        await world.TellAsync(nameof(CancelTask), new { taskId = "t0" });

        (await world.StatusAsync()).ActiveBatches.ShouldBe(0);
        await world.SubmitAsync("t1", "tag_add", "acme");
        (await world.OnlyBatchAsync()).ExpectedCount.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_task_and_other_content_is_a_conflict()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("t0", "tag_add", "acme", new { tag = "vip" });
        (await world.SubmitAsync("t0", "tag_add", "acme", new { tag = "vip" })).Duplicate.ShouldBeTrue();
        (await world.TellAsync(nameof(SubmitCrmTask), new { id = "t0", operation = "tag_add", clientId = "acme", input = new { tag = "other" } }))
            .ShouldBeOfType<CommandRejected>().Code.ShouldBe("id_conflict");

        (await world.OnlyBatchAsync()).ExpectedCount.ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_that_says_so_gets_a_batch_as_one_task_and_each_task_its_part_of_the_answer()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => Task.FromResult(task.TaskId.EndsWith(".bulk", StringComparison.Ordinal) ? Answer(task) : Done), new { bulkOperations = new[] { "tag_add" } });
        for (var i = 0; i < 4; i++)
            await world.SubmitAsync($"t{i}", "tag_add", "acme");
        await world.PassAsync(Window);
        var id = (await world.OnlyBatchAsync()).BatchId;

        // t0 and t3 succeed, t1 fails and is done again by itself, and so is t2, for which there is no answer.
        foreach (var task in new[] { "t0", "t3" })
            (await world.WaitForAsync(task, TaskStates.Completed)).BatchId.ShouldBe(id);
        foreach (var task in new[] { "t1", "t2" })
            await world.WaitForAsync(task, TaskStates.RetryScheduled);
        await world.PassAsync(TimeSpan.FromSeconds(1.5));
        foreach (var task in new[] { "t1", "t2" })
            (await world.WaitForAsync(task, TaskStates.Completed)).Attempts.Select(a => a.Outcome).ShouldBe(["failed", "succeeded"]);

        var batch = await world.BatchAsync(id, BatchStates.Completed);
        (batch.SuccessCount, batch.FailureCount, batch.BulkTaskId).ShouldBe((4, 0, $"{id}.bulk"));
        batch.Outputs["t0"].GetProperty("tag").GetString().ShouldBe("t0");
        agent.Executions.Select(e => (e.TaskId, e.Attempt)).ShouldBe([($"{id}.bulk", 1), ("t1", 2), ("t2", 2)], ignoreOrder: true);
        var items = agent.Executions[0].Payload!.Value.GetProperty("items");
        items.EnumerateArray().Select(i => i.GetProperty("idempotencyKey").GetString()).ShouldBe(["t0", "t1", "t2", "t3"], ignoreOrder: true);
        items[0].GetProperty("input").GetProperty("ghlOperationType").GetString().ShouldBe("tag_add");
    }

    [Fact]
    public async Task A_batch_that_is_flushed_before_any_agent_is_there_waits_for_one_as_a_batch_when_it_shall()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port, configure: s => s.PostConfigure<DistributionOptions>(o => o.BulkWaits = true));
        foreach (var i in Enumerable.Range(0, 3))
            await world.SubmitAsync($"t{i}", "tag_add", "acme");
        await world.PassAsync(Window);
        var id = (await world.OnlyBatchAsync()).BatchId;
        await world.WaitForAsync($"{id}.bulk", TaskStates.Parked);
        await world.PassAsync(TimeSpan.FromSeconds(31));
        await world.WaitForAsync($"{id}.bulk", TaskStates.Parked);

        var agent = await world.AgentAsync("agent_001", task => Task.FromResult(Whole(task)), new { bulkOperations = new[] { "tag_add" } });

        (await world.BatchAsync(id, BatchStates.Completed)).SuccessCount.ShouldBe(3);
        agent.Executions.Select(e => e.TaskId).ShouldBe([$"{id}.bulk"]);
    }

    [Fact]
    public async Task A_batch_that_waits_is_done_one_by_one_when_there_are_only_agents_that_do_it_so()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port, configure: s => s.PostConfigure<DistributionOptions>(o => o.BulkWaits = true));
        foreach (var i in Enumerable.Range(0, 3))
            await world.SubmitAsync($"t{i}", "tag_add", "acme");
        await world.PassAsync(Window);
        var id = (await world.OnlyBatchAsync()).BatchId;
        await world.WaitForAsync($"{id}.bulk", TaskStates.Parked);

        var agent = await world.AgentAsync("agent_001");
        await world.PassAsync(TimeSpan.FromSeconds(31));

        (await world.BatchAsync(id, BatchStates.Completed)).SuccessCount.ShouldBe(3);
        agent.Executions.Select(e => e.TaskId).ShouldBe(["t0", "t1", "t2"], ignoreOrder: true);
    }

    [Fact]
    public async Task When_the_one_task_fails_for_good_each_is_done_by_itself()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync(
            "agent_001", task => task.TaskId.EndsWith(".bulk", StringComparison.Ordinal) ? throw new AgentFailure("no_bulk", "no", retryable: false) : Task.FromResult(Done),
            new { bulkOperations = new[] { "tag_add" } });
        for (var i = 0; i < 3; i++)
            await world.SubmitAsync($"t{i}", "tag_add", "acme");
        await world.PassAsync(Window);
        for (var i = 0; i < 3; i++)
            await world.WaitForAsync($"t{i}", TaskStates.RetryScheduled);
        await world.PassAsync(TimeSpan.FromSeconds(1.5));

        var batch = await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Completed);
        batch.SuccessCount.ShouldBe(3);
    }

    private static JsonElement Whole(Contracts.Execution.ExecuteTask task) => JsonSerializer.SerializeToElement(new
    {
        items = task.Payload!.Value.GetProperty("items").EnumerateArray().Select(i => new { taskId = i.GetProperty("taskId").GetString(), success = true }),
    });

    private static JsonElement Answer(Contracts.Execution.ExecuteTask task) => JsonSerializer.SerializeToElement(new
    {
        items = task.Payload!.Value.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("taskId").GetString()!).Where(id => id != "t2")
            .Select(id => id == "t1" ? (object)new { taskId = id, success = false, error = "try again" } : new { taskId = id, success = true, output = new { tag = id } }),
    });
}
