using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Spine;

public sealed class CancelTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_parked_task_never_runs()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        await world.Host.SubmitAsync(CrashWorld.Task("t"));

        await CancelAsync(world, "t");
        world.Executor.Gate.SetResult();
        await world.Host.WaitForAsync("holder", TaskStates.Completed);

        await world.NothingIsHeldAsync();
        world.Ledger.Of("t").ShouldBe(0);
    }

    [Fact]
    public async Task A_task_that_waits_for_a_retry_is_not_run_again()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(CrashWorld.Task("t", "flaky"));
        await world.Host.WaitForAsync("t", TaskStates.RetryScheduled);

        await CancelAsync(world, "t");
        world.Host.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.Host.SubmitAsync(CrashWorld.Task("later"));
        await world.Host.WaitForAsync("later", TaskStates.Completed);

        (await world.Host.WaitForAsync("t", TaskStates.Cancelled)).Attempts.Count.ShouldBe(1);
        world.Ledger.Of("t").ShouldBe(1);
    }

    [Fact]
    public async Task A_running_task_is_stopped_and_its_slot_given_on()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync("t");
        await world.Host.SubmitAsync(CrashWorld.Task("next"));

        await CancelAsync(world, "t");

        // The gate stays shut: only the revocation can have ended the first.
        await world.Host.WaitForAsync("next", TaskStates.Completed);
        (await world.Host.WaitForAsync("t", TaskStates.Cancelled)).Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("cancelled");
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task A_placed_task_whose_target_is_silent_is_cancelled()
    {
        var redisAddress = $"127.0.0.1:{redis.Port}";
        await using var world = new CrashWorld(redisAddress);
        world.Faults.Before = (method, _) => method == nameof(Messaging.Placement.IPlacementStore.StartAttemptsAsync);
        var doomed = await world.StartDoomedAsync();
        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        var rescuer = await world.RescueAsync(TimeSpan.Zero);
        await rescuer.WaitForAsync("t", TaskStates.Placed);

        var answer = await rescuer.Commands.CancelAsync(new CancelTask { TaskId = "t" }, null, CancellationToken.None);

        answer.ShouldBeOfType<CommandDone>();
        await world.NothingIsHeldAsync();
        world.Ledger.Of("t").ShouldBe(0);
    }

    [Fact]
    public async Task A_cancellation_is_answered_every_time()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(CrashWorld.Task("done"));
        await world.Host.WaitForAsync("done", TaskStates.Completed);
        await world.HoldAsync("t");
        await CancelAsync(world, "t");

        (await world.Host.Commands.CancelAsync(new CancelTask { TaskId = "t" }, null, CancellationToken.None))
            .ShouldBeOfType<CommandDone>().Changed.ShouldBeFalse();
        (await world.Host.Commands.CancelAsync(new CancelTask { TaskId = "done" }, null, CancellationToken.None))
            .ShouldBeOfType<CommandRejected>().Code.ShouldBe("wrong_state");
        (await world.Host.Commands.CancelAsync(new CancelTask { TaskId = "nobody" }, null, CancellationToken.None))
            .ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    private static async Task CancelAsync(SpineWorld world, string taskId)
    {
        var answer = await world.Host.Commands.CancelAsync(new CancelTask { TaskId = taskId, Reason = "enough" }, null, CancellationToken.None);
        answer.ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue();
        (await world.Host.WaitForAsync(taskId, TaskStates.Cancelled)).Reason.ShouldBe("enough");
    }
}
