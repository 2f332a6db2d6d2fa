using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Tasks of a client and operation that asked for different agents were made one task that asked for all of it at once, or for an agent that takes
/// batches and has what they ask for, and waited for somebody that there was not, beside agents that could do each of them.
/// </summary>
public sealed class TasksForDifferentAgentsWaitedAsOneTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);
    private static readonly string[] Bulk = ["contact_create"];

    [Fact]
    public async Task Each_is_done_by_the_agent_that_it_asks_for()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var a = await world.AgentAsync("a", more: new { bulkOperations = Bulk, tools = new[] { "x" } });
        var b = await world.AgentAsync("b", more: new { bulkOperations = Bulk, tools = new[] { "y" } });
        await SubmitAsync(world, ("t0", new { tools = new[] { "x" } }), ("t1", new { tools = new[] { "y" } }));

        foreach (var id in new[] { "t0", "t1" })
            (await world.WaitForAsync(id, TaskStates.Completed)).Timeline.ShouldContain(e => e.Reason != null && e.Reason.Contains("t0 asks for tool:x, t1 for tool:y"));

        a.Executions.Select(e => e.TaskId).ShouldBe(["t0"]);
        b.Executions.Select(e => e.TaskId).ShouldBe(["t1"]);
        (await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Completed)).Timeline
            .ShouldContain(e => e.Reason != null && e.Reason.Contains("t0 asks for tool:x, t1 for tool:y"));
    }

    [Fact]
    public async Task Those_that_only_an_agent_without_batches_can_do_are_done_there()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var batches = await world.AgentAsync("batches", more: new { bulkOperations = Bulk });
        var tool = await world.AgentAsync("tool", more: new { tools = new[] { "x" } });
        await SubmitAsync(world, ("t0", new { tools = new[] { "x" } }), ("t1", new { tools = new[] { "x" } }));

        foreach (var id in new[] { "t0", "t1" })
            (await world.WaitForAsync(id, TaskStates.Completed)).Timeline.ShouldContain(e => e.Reason != null && e.Reason.Contains("no agent that takes batches"));

        tool.Executions.Select(e => e.TaskId).ShouldBe(["t0", "t1"], ignoreOrder: true);
        batches.Executions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Those_that_ask_for_the_same_are_one_task_of_whoever_has_it()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var other = await world.AgentAsync("other", more: new { bulkOperations = Bulk });
        var agent = await world.AgentAsync("agent", task => Task.FromResult(Whole(task)), new { bulkOperations = Bulk, tools = new[] { "x", "y" }, domains = new[] { "Smith & Sons, Leeds" } });
        await SubmitAsync(
            world,
            ("t0", new { tools = new[] { "x", "y" }, capabilities = new[] { "smith & sons" } }), ("t1", new { tools = new[] { "y", "x" }, capabilities = new[] { "Smith & Sons" } }));

        foreach (var id in new[] { "t0", "t1" })
            await world.WaitForAsync(id, TaskStates.Completed);

        agent.Executions.Select(e => e.TaskId).ShouldBe([$"{(await world.OnlyBatchAsync()).BatchId}.bulk"]);
        other.Executions.ShouldBeEmpty();
    }

    private static async Task SubmitAsync(CrmWorld world, params (string Id, object Requirements)[] tasks)
    {
        foreach (var (id, requirements) in tasks)
            await world.SubmitAsync(id, "contact_create", "acme", requirements: requirements);
        await world.PassAsync(Window);
    }

    private static JsonElement Whole(ExecuteTask task) => JsonSerializer.SerializeToElement(new
    {
        items = task.Payload!.Value.GetProperty("items").EnumerateArray().Select(i => new { taskId = i.GetProperty("taskId").GetString(), success = true }),
    });
}
