using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Spine;

public sealed class TimeLimitTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task An_execution_that_takes_too_long_is_a_failed_attempt()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(new SubmitTask
        {
            TaskId = "t", Kind = "basic", Operation = "sleep", Payload = JsonElement.Parse("""{ "ms": 600000 }"""),
            TimeoutMs = 100, Retry = new() { Preset = "workers", MaxAttempts = 2 },
        });

        var task = await world.Host.HurryToEndAsync("t");

        task.Reason.ShouldBe("retries_exhausted");
        task.Attempts.Select(a => a.ErrorType).ShouldBe(["timeout", "timeout"]);
        await world.NothingIsHeldAsync();
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("moon")]
    [InlineData("flaky")]
    public async Task A_task_that_passes_its_deadline_is_given_up_wherever_it_is(string where)
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(CrashWorld.Task("t", where == "moon" ? "work" : where) with
        {
            DeadlineMs = 5_000,
            Requires = where == "moon" ? ["moon"] : null,
            Retry = new() { Preset = "workers" },
        });
        var state = where switch { "hold" => TaskStates.Running, "moon" => TaskStates.Parked, _ => TaskStates.RetryScheduled };
        if (where == "flaky")
            world.Executor.Broken = true;
        await world.Host.WaitForAsync("t", state);

        world.Host.Clock.Advance(TimeSpan.FromSeconds(5));

        var task = await world.Host.WaitForAsync("t", TaskStates.DeadLettered);
        task.Reason.ShouldBe("deadline_exceeded");
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task A_task_that_has_ended_is_kept_for_its_retention()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(CrashWorld.Task("t"));
        await world.Host.WaitForAsync("t", TaskStates.Completed);

        world.Host.Clock.Advance(TimeSpan.FromHours(23));
        await world.Host.Get<Messaging.Sagas.ISagaStore>().SweepRetentionAsync(100, CancellationToken.None);
        (await world.Host.Queries.GetAsync("t", false, CancellationToken.None)).ShouldNotBeNull();

        world.Host.Clock.Advance(TimeSpan.FromHours(2));
        await world.Host.Get<Messaging.Sagas.ISagaStore>().SweepRetentionAsync(100, CancellationToken.None);
        (await world.Host.Queries.GetAsync("t", false, CancellationToken.None)).ShouldBeNull();
    }
}
