using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// An agent got a batch as one task, created its contacts, and died, failed, was cancelled or answered nothing: the contacts entered the queue as if
/// nothing had been, and the next agent, to which they were first executions, created them once more.
/// </summary>
public sealed class AnItemOfABatchThatHadBegunWasDoneBlindTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Count = 3;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Ask = TimeSpan.FromSeconds(31);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1.5);

    private static readonly object TakesBulk = new { bulkOperations = new[] { "contact_create" } };

    [Fact]
    public async Task An_agent_that_dies_in_the_call_leaves_doubt_to_the_one_that_does_them_by_themselves()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var doomed = await CrmAgent.StartAsync(world.Host, "doomed", _ => Never(), TakesBulk);
        var bulk = await BeginAsync(world, doomed);
        await doomed.DisposeAsync();
        await world.PassAsync(Lease);
        (await world.WaitForAsync(bulk, TaskStates.RetryScheduled, TaskStates.Parked)).Attempts.ShouldHaveSingleItem().ErrorType.ShouldBe("lease_lost");
        var next = await world.AgentAsync("next");
        await world.TellAsync(nameof(DeregisterAgent), new { agentId = "doomed" });

        await Eventually.HoldsAsync(
            async () =>
            {
                await world.PassAsync(Ask);
                return (await world.Host.Queries.LoadAsync(bulk, CancellationToken.None))!.CurrentState == TaskStates.Cancelled;
            },
            "no agent takes batches of it any more");

        await ShouldBeDoneInDoubtAsync(world, next, attempt: 2);
    }

    [Fact]
    public async Task A_call_of_which_the_agent_knows_nothing_is_looked_at_by_somebody_for_each()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", _ => throw new AgentFailure("needs_review", "the page went away", retryable: false), TakesBulk);
        var bulk = await BeginAsync(world, agent);

        for (var i = 0; i < Count; i++)
        {
            var task = await world.WaitForAsync($"t{i}", TaskStates.DeadLettered);
            (task.Reason, task.Attempts.ShouldHaveSingleItem().ErrorType).ShouldBe(("needs_review", "needs_review"));
            task.Attempts[0].Message!.ShouldContain("the page went away");
        }

        agent.Executions.Select(e => e.TaskId).ShouldBe([bulk]);
        (await world.BatchAsync((await world.OnlyBatchAsync()).BatchId, BatchStates.Failed)).FailureCount.ShouldBe(Count);
    }

    [Fact]
    public async Task A_call_that_fails_for_good_leaves_doubt()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => IsBulk(task) ? throw new AgentFailure("broken", retryable: false) : CrmAgent.Fine(task), TakesBulk);
        await BeginAsync(world, agent);

        await ShouldBeDoneInDoubtAsync(world, agent, attempt: 2);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_runs_leaves_doubt()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => IsBulk(task) ? Never() : CrmAgent.Fine(task), TakesBulk);
        var bulk = await BeginAsync(world, agent);

        (await world.TellAsync(nameof(CancelTask), new { taskId = bulk })).ShouldBeOfType<CommandDone>();

        await ShouldBeDoneInDoubtAsync(world, agent, attempt: 2);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_for_its_third_execution_leaves_doubt_and_has_cost_each_one_execution()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => throw new AgentFailure(IsBulk(task) ? "broken" : "still_broken"), TakesBulk);
        var bulk = await BeginAsync(world, agent);
        await world.WaitForAsync(bulk, TaskStates.RetryScheduled);
        await world.PassAsync(Retry);
        await Eventually.HoldsAsync(() => agent.Executions.Count == 2, "it is executed twice");
        await world.WaitForAsync(bulk, TaskStates.RetryScheduled);

        (await world.TellAsync(nameof(CancelTask), new { taskId = bulk })).ShouldBeOfType<CommandDone>();

        // Of four executions each has three left.
        await world.WaitForAsync("t0", TaskStates.RetryScheduled);
        for (var i = 0; i < Count; i++)
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await world.PassAsync(Retry);
                    return (await world.Host.Queries.LoadAsync($"t{i}", CancellationToken.None))!.CurrentState == TaskStates.DeadLettered;
                },
                $"t{i} is given up");
            agent.Executions.Where(e => e.TaskId == $"t{i}").Select(e => e.Attempt).ShouldBe([3, 4, 5]);
        }
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("null")]
    [InlineData("""{"items":[{"taskId":"somebody-else","success":true}]}""")]
    public async Task An_answer_that_leaves_them_out_leaves_doubt(string answer)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", task => IsBulk(task) ? Task.FromResult(JsonElement.Parse(answer)) : CrmAgent.Fine(task), TakesBulk);
        await BeginAsync(world, agent);

        await ShouldBeDoneInDoubtAsync(world, agent, attempt: 2);
    }

    [Fact]
    public async Task A_call_that_no_agent_ever_got_leaves_none()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port, configure: s => s.PostConfigure<DistributionOptions>(o => o.BulkWaits = true));
        var bulk = await SubmitAsync(world);
        await world.WaitForAsync(bulk, TaskStates.Parked);

        (await world.TellAsync(nameof(CancelTask), new { taskId = bulk })).ShouldBeOfType<CommandDone>();
        for (var i = 0; i < Count; i++)
            await world.WaitForAsync($"t{i}", TaskStates.Parked);
        var agent = await world.AgentAsync("agent_001");

        for (var i = 0; i < Count; i++)
            (await world.WaitForAsync($"t{i}", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().Number.ShouldBe(1);
        agent.Executions.ShouldAllBe(e => e.Attempt == 1);
    }

    private static bool IsBulk(ExecuteTask task) => task.TaskId.EndsWith(".bulk", StringComparison.Ordinal);

    private static Task<JsonElement> Never() => new TaskCompletionSource<JsonElement>().Task;

    /// <returns>The id of the one task.</returns>
    private static async Task<string> SubmitAsync(CrmWorld world)
    {
        for (var i = 0; i < Count; i++)
            await world.SubmitAsync($"t{i}", "contact_create", "acme");
        await world.PassAsync(Window);
        return $"{(await world.OnlyBatchAsync()).BatchId}.bulk";
    }

    private static async Task<string> BeginAsync(CrmWorld world, CrmAgent agent)
    {
        var bulk = await SubmitAsync(world);
        await Eventually.HoldsAsync(() => agent.Executions.Any(e => e.TaskId == bulk), "the agent has begun the one task");
        await world.WaitForAsync(bulk, TaskStates.Running, TaskStates.RetryScheduled, TaskStates.DeadLettered, TaskStates.Completed);
        return bulk;
    }

    /// <summary>No first execution, the key of its own, and told not to repeat it unseen.</summary>
    private static async Task ShouldBeDoneInDoubtAsync(CrmWorld world, CrmAgent agent, int attempt)
    {
        for (var i = 0; i < Count; i++)
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await world.PassAsync(Retry);
                    return (await world.Host.Queries.LoadAsync($"t{i}", CancellationToken.None))!.CurrentState == TaskStates.Completed;
                },
                $"t{i} is done");
            var task = await world.WaitForAsync($"t{i}", TaskStates.Completed);
            task.Attempts.Select(a => (a.Number, a.Outcome, a.ErrorType)).ShouldBe([(attempt - 1, "failed", "bulk_unanswered"), (attempt, "succeeded", null)]);
            var execution = agent.Executions.Where(e => e.TaskId == $"t{i}").ShouldHaveSingleItem();
            (execution.Attempt, execution.IdempotencyKey, execution.Repeatable).ShouldBe((attempt, $"t{i}", false));
        }
    }
}
