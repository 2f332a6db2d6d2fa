using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>Failing executions, with the store's clock moved over the waits.</summary>
public sealed class RetryTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("workers", "asked_to_fail", 10, "1 2 4")]
    [InlineData("wasm", "panic", 10, "0 2 4")]
    [InlineData("wasm", "timeout", 10, "0 2")]
    [InlineData("wasm", "panic", 0, "0 2")]
    [InlineData("none", "panic", 10, "")]
    public async Task A_task_that_always_fails_is_given_up_after_the_waits_of_its_preset(string preset, string type, int rank, string waits)
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(Failing("t", type, null) with { Rank = rank, Retry = new() { Preset = preset } });

        var task = await world.Host.HurryToEndAsync("t");

        task.State.ShouldBe(TaskStates.DeadLettered);
        task.Reason.ShouldBe("retries_exhausted");
        string.Join(' ', Waits(task)).ShouldBe(waits);
        task.Attempts.Count.ShouldBe(Waits(task).Count + 1);
        task.Attempts.ShouldAllBe(a => a.ErrorType == type && a.Outcome == "failed");
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task Runner_waits_lie_in_their_ranges()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(Failing("t", "panic", null) with { Retry = new() { Preset = "runner" } });

        var waits = Waits(await world.Host.HurryToEndAsync("t"));

        waits.Count.ShouldBe(4);
        waits[0].ShouldBeInRange(0.75, 1.25);
        waits[1].ShouldBeInRange(1.5, 2.5);
        waits[2].ShouldBeInRange(3, 5);
        waits[3].ShouldBeInRange(6, 10);
    }

    [Fact]
    public async Task A_retry_that_succeeds_ends_it()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(Failing("t", "panic", 3) with { Retry = new() { Preset = "workers" } });

        var task = await world.Host.HurryToEndAsync("t");

        task.State.ShouldBe(TaskStates.Completed);
        task.Attempts.Select(a => a.Outcome).ShouldBe(["failed", "failed", "succeeded"]);
        task.Attempts.Select(a => a.Number).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_failure_that_no_retry_helps_ends_it_at_once()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(new SubmitTask
        {
            TaskId = "t", Kind = "basic", Operation = "fail", Payload = JsonElement.Parse("""{ "retryable": false }"""),
        });

        var task = await world.Host.WaitForAsync("t", TaskStates.DeadLettered);

        task.Reason.ShouldBe("not_retryable");
        task.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_is_never_early()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(Failing("t", "panic", 2) with { Retry = new() { Preset = "workers" } });

        var task = await world.Host.WaitForAsync("t", TaskStates.Completed);

        var failed = task.Timeline.Single(t => t.To == TaskStates.RetryScheduled).At;
        var due = task.Timeline.Single(t => t.Event == "Retry").At;
        (due - failed).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_replay_runs_with_fresh_attempts_and_keeps_the_history()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(Failing("t", "panic", 5) with { Retry = new() { Preset = "workers", MaxAttempts = 4 } });
        var dead = await world.Host.HurryToEndAsync("t");
        dead.State.ShouldBe(TaskStates.DeadLettered);

        // Attempts are counted anew, so the fault is still there: four more.
        var answer = await world.Host.Commands.ReplayAsync(new ReplayTask { TaskId = "t" }, null, CancellationToken.None);

        answer.ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue();
        var again = await world.Host.HurryToEndAsync("t");
        again.State.ShouldBe(TaskStates.DeadLettered);
        again.Attempts.Select(a => (a.Run, a.Number)).ShouldBe([(0, 1), (0, 2), (0, 3), (0, 4), (1, 1), (1, 2), (1, 3), (1, 4)]);
        again.Sequence.ShouldBeGreaterThan(dead.Sequence);
        again.ReplayCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_after_the_fault_is_gone_completes_with_four_and_one_attempts()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        world.Executor.Broken = true;
        await world.Host.SubmitAsync(Faults.CrashWorld.Task("t") with { Retry = new() { Preset = "workers" } });
        (await world.Host.HurryToEndAsync("t")).State.ShouldBe(TaskStates.DeadLettered);

        world.Executor.Broken = false;
        await world.Host.Commands.ReplayAsync(new ReplayTask { TaskId = "t" }, null, CancellationToken.None);
        var task = await world.Host.WaitForAsync("t", TaskStates.Completed);

        task.Attempts.Select(a => (a.Run, a.Number, a.Outcome)).ShouldBe(
            [(0, 1, "failed"), (0, 2, "failed"), (0, 3, "failed"), (0, 4, "failed"), (1, 1, "succeeded")]);
        (await world.Host.Commands.ReplayAsync(new ReplayTask { TaskId = "t" }, null, CancellationToken.None))
            .ShouldBeOfType<CommandRejected>().Code.ShouldBe("wrong_state");
    }

    private static SubmitTask Failing(string id, string type, int? until) => new()
    {
        TaskId = id, Kind = "basic", Operation = "fail",
        Payload = JsonSerializer.SerializeToElement(new { errorType = type, untilAttempt = until ?? 1_000 }),
    };

    /// <summary>As the timeline tells them, in seconds.</summary>
    private static List<double> Waits(TaskDetails task) =>
        [.. task.Timeline.Select(t => t.Reason?.Split("next execution in ")).Where(r => r?.Length == 2)
            .Select(r => double.Parse(r![1].TrimEnd('s', ' '), CultureInfo.InvariantCulture))];
}
