using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Crashes;

/// <summary>A host dies between two arrows from the start of an attempt to the task's end.</summary>
public sealed class RunningCrashTests(StoreRedis redis) : CrashTests(redis)
{
    [Fact]
    public async Task Before_the_attempt_was_begun()
    {
        await using var world = World();
        world.Faults.Before = (method, _) => method == nameof(IPlacementStore.StartAttemptsAsync);

        await RunAsync(world);

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1, "it was not begun: no attempt is used");
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_attempt_was_begun_and_before_it_ran()
    {
        await using var world = World();
        world.Faults.After = (method, _, _) => method == nameof(IPlacementStore.StartAttemptsAsync);

        await RunAsync(world);

        (await world.EndsOnceAsync("t")).Attempts.Select(a => a.ErrorType).ShouldBe(["lease_lost", null]);
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_work_was_done_and_before_it_was_reported()
    {
        await using var world = World();
        var doomed = await world.StartDoomedAsync();
        world.Doomed.Done = _ => world.Faults.Kill();

        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        await world.RescueAsync();

        (await world.EndsOnceAsync("t")).Attempts.Select(a => a.ErrorType).ShouldBe(["lease_lost", null]);
        world.Ledger.Of("t").ShouldBe(2, "side effects are at least once");
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_report_was_committed_and_before_the_slot_was_released()
    {
        await using var world = World();
        world.Faults.Before = (_, argument) =>
            argument is IReadOnlyList<PlacementRequest> requests && requests.Any(r => r is PlacementRequest.Release);

        await RunAsync(world);

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1);
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task During_the_wait_for_a_retry()
    {
        await using var world = World();
        world.Faults.After = (method, argument, _) =>
            method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit { State: TaskStates.RetryScheduled };

        await RunAsync(world, "flaky");

        (await world.EndsOnceAsync("t")).Attempts.Select(a => a.Outcome).ShouldBe(["failed", "succeeded"]);
        world.Ledger.Of("t").ShouldBe(2);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_retry_timer_was_claimed_and_before_it_was_handled()
    {
        await using var world = World();
        world.Faults.After = (_, _, answer) => answer is DueTimers due && due.Timers.Any(t => t.Name == "retry");

        await RunAsync(world, "flaky");

        (await world.EndsOnceAsync("t")).Attempts.Select(a => a.Outcome).ShouldBe(["failed", "succeeded"]);
        world.Ledger.Of("t").ShouldBe(2);
        await world.NothingIsHeldAsync();
    }

    [Theory]
    [InlineData(TaskStates.Placed)]
    [InlineData(TaskStates.Running)]
    [InlineData(TaskStates.Completed)]
    public async Task A_commit_whose_reply_was_lost_counts_once(string state)
    {
        await using var world = World();
        var lost = 0;
        world.Faults.LoseReply = (_, argument) => argument is SagaCommit commit && commit.State == state && Interlocked.Exchange(ref lost, 1) == 0
            ? new ObjectDisposedException("connection", "The reply was lost on its way.")
            : null;
        var host = await world.StartDoomedAsync();

        (await host.SubmitAsync(CrashWorld.Task("t"))).Accepted.ShouldNotBeNull();
        var task = await host.WaitForAsync("t", TaskStates.Completed);

        task.Timeline.Select(t => t.To).Distinct().Count().ShouldBe(task.Timeline.Count, "each state once");
        task.Attempts.Count.ShouldBe(1);
        world.Ledger.Of("t").ShouldBe(1);
        world.Faults.Kill();
    }

    private static async Task RunAsync(CrashWorld world, string operation = "work")
    {
        var doomed = await world.StartDoomedAsync();
        _ = doomed.SubmitAsync(CrashWorld.Task("t", operation));
        await world.RescueAsync();
    }
}
