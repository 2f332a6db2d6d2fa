using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The last execution of a message lost its lease, ran out of its time, or was part of a call for a batch that said nothing of it: a dead letter of retries_exhausted or
/// deadline_exceeded, as if nothing could have happened.
/// </summary>
public sealed class AnExecutionThatNobodySawEndWasCalledExhaustedTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);

    [Theory]
    [InlineData("conversation_send", "needs_review")]
    [InlineData("custom_field_update", "retries_exhausted")]
    public async Task Its_agent_died(string operation, string reason)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var doomed = await CrmAgent.StartAsync(world.Host, "doomed", _ => Never());
        await world.SubmitAsync("t", operation, constraints: new { maxRetries = 0 });
        await world.WaitForAsync("t", TaskStates.Running);
        await doomed.DisposeAsync();

        await world.PassAsync(Lease);

        await ShouldEndAsync(world, reason, "lease_lost", "on doomed,");
    }

    [Theory]
    [InlineData("conversation_send", "needs_review")]
    [InlineData("custom_field_update", "retries_exhausted")]
    public async Task It_ran_out_of_its_time(string operation, string reason)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => Never());
        await world.SubmitAsync("t", operation, constraints: new { maxRetries = 0, timeoutAfter = 60_000 });
        await world.WaitForAsync("t", TaskStates.Running);

        await Eventually.HoldsAsync(
            async () =>
            {
                await world.PassAsync(TimeSpan.FromSeconds(10));
                return (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.CurrentState == TaskStates.DeadLettered;
            },
            "its time is over");

        await ShouldEndAsync(world, reason, "timeout", "on agent_001,");
    }

    [Theory]
    [InlineData("conversation_send", "needs_review")]
    [InlineData("custom_field_update", "deadline_exceeded")]
    public async Task Its_deadline_came_while_it_ran(string operation, string reason)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => Never());
        await world.TellAsync(nameof(Contracts.Distribution.SubmitCrmTask), new { id = "t", operation, deadlineMs = 30_000 });
        await world.WaitForAsync("t", TaskStates.Running);

        await Eventually.HoldsAsync(
            async () =>
            {
                await world.PassAsync(TimeSpan.FromSeconds(10));
                return (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.CurrentState == TaskStates.DeadLettered;
            },
            "its deadline has come");

        await ShouldEndAsync(world, reason, "deadline_exceeded", "on agent_001,");
    }

    /// <summary>The second agent knows nothing of what the first may have done.</summary>
    [Theory]
    [InlineData(null, "needs_review")]
    [InlineData(false, "retries_exhausted")]
    public async Task The_one_before_lost_its_lease_and_the_last_failed_for_another_reason(bool? inDoubt, string reason)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var doomed = await CrmAgent.StartAsync(world.Host, "doomed", _ => Never());
        await world.SubmitAsync("t", "conversation_send", constraints: new { maxRetries = 1 });
        await world.WaitForAsync("t", TaskStates.Running);
        await doomed.DisposeAsync();
        await world.PassAsync(Lease);
        await world.WaitForAsync("t", TaskStates.RetryScheduled, TaskStates.Parked);
        await world.AgentAsync("next", _ => throw new AgentFailure("broken") { InDoubt = inDoubt });

        await Eventually.HoldsAsync(
            async () =>
            {
                await world.PassAsync(TimeSpan.FromSeconds(2));
                return (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!.CurrentState == TaskStates.DeadLettered;
            },
            "it is given up");

        var saga = (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!;
        saga.Reason.ShouldBe(reason);
        saga.LastError.ShouldNotBeNull().ShouldContain(inDoubt is null ? "an earlier execution of this conversation_send ended with lease_lost" : "it did not work");
    }

    [Fact]
    public async Task Its_batch_was_answered_without_it()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => Task.FromResult(JsonElement.Parse("""{"items":[]}""")), new { bulkOperations = new[] { "contact_create" } });
        foreach (var id in new[] { "t", "other" })
            await world.SubmitAsync(id, "contact_create", "acme", constraints: new { maxRetries = 0 });

        await world.PassAsync(Window);

        await ShouldEndAsync(world, "needs_review", "bulk_unanswered", "ended with bulk_unanswered");
    }

    private static Task<JsonElement> Never() => new TaskCompletionSource<JsonElement>().Task;

    private static async Task ShouldEndAsync(CrmWorld world, string reason, string error, string said)
    {
        var task = await world.WaitForAsync("t", TaskStates.DeadLettered);
        (task.Reason, task.Attempts.ShouldHaveSingleItem().ErrorType).ShouldBe((reason, error));
        var saga = (await world.Host.Queries.LoadAsync("t", CancellationToken.None))!;
        if (reason == "needs_review")
            saga.LastError.ShouldNotBeNull().ShouldSatisfyAllConditions(e => e.ShouldStartWith("It may have happened"), e => e.ShouldContain(said), e => e.ShouldContain(error));
        else
            saga.LastErrorType.ShouldBe(error);
    }
}
