using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A task that waits for one that does not exist yet asked after it every 30 s, and nothing else told it; tasks that wait for each other waited for ever. Here nobody asks.
/// </summary>
public sealed class ADependencyThatCameLaterWasNoticedHalfAMinuteLaterTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Its_completion_lets_the_other_go_on_at_once()
    {
        await using var world = await StartAsync();
        await world.AgentAsync("agent_001");
        await WaitsForAsync(world, "late", "first", "second");
        (await world.WaitForAsync("late", TaskStates.Blocked)).WaitsFor.ShouldBe(["first", "second"]);

        await world.SubmitAsync("first", "conversation_read");
        await world.SubmitAsync("second", "conversation_read");

        await world.WaitForAsync("late", TaskStates.Completed);
    }

    [Fact]
    public async Task Its_cancellation_ends_the_other_at_once()
    {
        await using var world = await StartAsync();
        await WaitsForAsync(world, "late", "first");
        await world.SubmitAsync("first", "conversation_read");

        await world.TellAsync(nameof(CancelTask), new { taskId = "first", reason = "a typo" });

        (await world.WaitForAsync("late", TaskStates.Cancelled)).Reason.ShouldBe("dependency_failed: first is Cancelled (a typo)");
    }

    [Fact]
    public async Task Its_bad_end_says_how_it_ended()
    {
        await using var world = await StartAsync();
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("no_such_contact", retryable: false));
        await WaitsForAsync(world, "late", "first");

        await world.SubmitAsync("first", "conversation_read");

        (await world.WaitForAsync("late", TaskStates.Cancelled)).Reason.ShouldBe("dependency_failed: first is DeadLettered (not_retryable: no_such_contact)");
    }

    [Fact]
    public async Task Who_would_close_a_cycle_is_refused_with_the_cycle()
    {
        await using var world = await StartAsync();
        await WaitsForAsync(world, "a", "b");
        await WaitsForAsync(world, "b", "other", "c");

        var refused = (await world.TellAsync(nameof(SubmitCrmTask), new { id = "c", operation = "conversation_read", constraints = new { dependencies = new[] { "a" } } }))
            .ShouldBeOfType<CommandRejected>();

        (refused.Command, refused.Code, refused.TaskId).ShouldBe((nameof(SubmitCrmTask), "dependency_cycle", "c"));
        refused.Message.ShouldContain("c -> a -> b -> c");
        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe("constraints.dependencies");
        (await world.TellAsync(nameof(SubmitCrmTask), new { id = "c", operation = "conversation_read", constraints = new { dependencies = new[] { "elsewhere" } } }))
            .ShouldBeOfType<SubmissionAccepted>().State.ShouldBe(TaskStates.Blocked);
    }

    [Fact]
    public async Task A_cycle_of_tasks_that_come_together_ends_with_the_cycle_as_the_reason()
    {
        await using var world = await StartAsync();
        object Waits(string id, string dependency) => new { id, operation = "conversation_read", constraints = new { dependencies = new[] { dependency } } };

        await world.TellAsync(nameof(SubmitCrmTasks), new { tasks = new[] { Waits("a", "b"), Waits("b", "c"), Waits("c", "a") } });

        var ends = await Task.WhenAll(new[] { "a", "b", "c" }.Select(id => world.WaitForAsync(id, TaskStates.Cancelled)));
        ends.ShouldContain(e => e.Reason!.StartsWith("dependency_cycle: ") && e.Reason.EndsWith($"-> {e.TaskId}") && e.Reason.Contains(" -> "));
    }

    private static Task<SubmissionAccepted> WaitsForAsync(CrmWorld world, string id, params string[] dependencies) =>
        world.SubmitAsync(id, "conversation_read", constraints: new { dependencies });

    private Task<CrmWorld> StartAsync() => CrmWorld.StartAsync(
        redis.Server.Port, configure: services => services.PostConfigure<TaskOptions>(o => o.AskInterval = TimeSpan.FromHours(1)));
}
