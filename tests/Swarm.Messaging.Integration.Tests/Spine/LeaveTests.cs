using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>What a host that goes leaves to the others. No clock is moved: at once means at once.</summary>
public sealed class LeaveTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_a_stopping_host_cuts_off_is_executed_again_by_another_and_what_had_not_begun_goes_there_at_once()
    {
        var (prefix, ledger) = ($"l{Guid.NewGuid():N}", new Ledger());
        var first = await SpineWorld.StartAsync(redis.Port, 1, prefix, ledger, s => s.Configure<ExecutionOptions>(o => o.DrainTimeout = TimeSpan.FromMilliseconds(200)));
        await first.HoldAsync("t");
        await first.Host.SubmitAsync(CrashWorld.Task("waiting"));
        await using var second = await SpineWorld.StartAsync(redis.Port, 5, prefix, ledger);
        second.Executor.Gate.SetResult();

        await first.Host.DisposeAsync();
        var task = await second.Host.WaitForAsync("t", TaskStates.Completed);

        // The in-memory buses of two hosts are two: the attempt comes to the second when its heartbeat misses it, not by the first's message.
        task.Timeline.Select(t => t.Event).ShouldNotContain("Lost", "nothing waited for a lease to expire");
        task.Attempts.Select(a => a.ErrorType).ShouldBe(["host_stopped", null]);
        (await second.Host.WaitForAsync("waiting", TaskStates.Completed)).Attempts.ShouldHaveSingleItem("no attempt was used").Outcome.ShouldBe("succeeded");
        await second.NothingIsHeldAsync();
    }

    [Fact]
    public async Task What_a_stopping_host_finished_is_not_done_again()
    {
        var (prefix, ledger) = ($"l{Guid.NewGuid():N}", new Ledger());
        var first = await SpineWorld.StartAsync(redis.Port, 200, prefix, ledger);
        await first.Host.Commands.SubmitAsync(
            [.. Enumerable.Range(0, 200).Select(i => new Messaging.Tasks.Submission(CrashWorld.Task($"t{i}")))], CancellationToken.None);

        await first.Host.DisposeAsync();
        await using var second = await SpineWorld.StartAsync(redis.Port, 200, prefix, ledger);

        for (var i = 0; i < 200; i++)
            (await second.Host.WaitForAsync($"t{i}", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        ledger.Executions.Count.ShouldBe(200);
        await second.NothingIsHeldAsync();
    }

    [Fact]
    public async Task A_dead_hosts_task_is_placed_again_when_its_lease_is_over_and_not_before()
    {
        await using var world = new CrashWorld($"127.0.0.1:{redis.Port}");
        var doomed = await world.StartDoomedAsync();
        await doomed.SubmitAsync(CrashWorld.Task("t", "hold"));
        await doomed.WaitForAsync("t", TaskStates.Running);
        world.Faults.Kill();

        var rescuer = await world.RescueAsync(TimeSpan.FromSeconds(8));
        (await rescuer.Queries.GetAsync("t", false, CancellationToken.None))!.State.ShouldBe(TaskStates.Running);
        rescuer.Clock.Advance(TimeSpan.FromSeconds(8));
        rescuer.Get<LeaseKeeper>().RunOnce();

        (await world.EndsOnceAsync("t")).Attempts.Select(a => a.ErrorType).ShouldBe(["lease_lost", null]);
        await world.NothingIsHeldAsync();
    }
}
