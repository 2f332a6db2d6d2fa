using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A key was bound for 24 h from its submission, whatever became of the task: one that waited longer, or was a dead letter, got a second one for the same key, and what it does was done twice.</summary>
public sealed class AKeyWasForgottenWhileItsTaskWaitedTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_task_that_waits_for_days_is_found_by_its_key()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await SubmitAsync(world, "first");
        for (var days = 0; days < 3; days++)
        {
            world.Host.Clock.Advance(TimeSpan.FromHours(25));
            await SweepAsync(world);
        }

        var again = await SubmitAsync(world, "second");

        (again.Duplicate, again.TaskId).ShouldBe((true, "first"));
        (await SubmitAsync(world, null)).TaskId.ShouldBe("first");
    }

    [Fact]
    public async Task A_dead_letter_is_found_by_its_key_for_as_long_as_it_is_kept_and_then_the_key_is_free()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("broken", retryable: false));
        await SubmitAsync(world, "first");
        await world.WaitForAsync("first", TaskStates.DeadLettered);
        world.Host.Clock.Advance(TimeSpan.FromDays(29));
        await SweepAsync(world);
        (await SubmitAsync(world, "second")).TaskId.ShouldBe("first");

        // Kept from when it was last asked for.
        world.Host.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync(world);
        (await world.Host.Get<TaskQueries>().LoadAsync("first", None)).ShouldBeNull();
        (await SubmitAsync(world, "second")).ShouldSatisfyAllConditions(s => s.Duplicate.ShouldBeFalse(), s => s.TaskId.ShouldBe("second"));
    }

    private static async Task SweepAsync(CrmWorld world)
    {
        var store = world.Host.Get<ISagaStore>();
        while (await store.SweepRetentionAsync(100, None) > 0 || await store.SweepBindingsAsync(100, None) > 0)
        {
        }
    }

    private static async Task<SubmissionAccepted> SubmitAsync(CrmWorld world, string? id)
    {
        var answer = await world.TellAsync(nameof(SubmitCrmTask), new { id, idempotencyKey = "kk", clientId = "acme", operation = "conversation_send", input = new { n = 1 } });
        return answer.ShouldBeOfType<SubmissionAccepted>((answer as CommandRejected)?.Message);
    }
}
