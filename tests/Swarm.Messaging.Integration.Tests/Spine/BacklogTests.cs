using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Spine;

public sealed class BacklogTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task The_eleventh_of_ten_that_may_wait_is_refused_and_those_known_are_not()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1, configure: s => s.Configure<PlacementOptions>(o => o.BacklogBound = 10));
        await world.Host.SubmitAsync(CrashWorld.Task("ended"));
        await world.Host.WaitForAsync("ended", TaskStates.Completed);
        await world.HoldAsync();
        for (var i = 0; i < 10; i++)
            (await world.Host.SubmitAsync(CrashWorld.Task($"t{i}"))).Accepted.ShouldNotBeNull().State.ShouldBe(TaskStates.Parked);

        var refused = (await world.Host.SubmitAsync(CrashWorld.Task("t10"))).Rejected.ShouldNotBeNull();

        refused.Code.ShouldBe("backlog_full");
        refused.Message.ShouldContain("10");
        refused.Message.ShouldContain("test");
        (await world.Host.SubmitAsync(CrashWorld.Task("t3"))).Accepted.ShouldNotBeNull().Duplicate.ShouldBeTrue();
        (await world.Host.SubmitAsync(CrashWorld.Task("ended"))).Accepted.ShouldNotBeNull().Duplicate.ShouldBeTrue();

        world.Executor.Gate.SetResult();
        for (var i = 0; i < 10; i++)
            await world.Host.WaitForAsync($"t{i}", TaskStates.Completed);
        (await world.Host.SubmitAsync(CrashWorld.Task("t10"))).Accepted.ShouldNotBeNull();
        await world.Host.WaitForAsync("t10", TaskStates.Completed);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task Tasks_wait_when_nobody_can_run_them_and_run_when_somebody_comes()
    {
        var prefix = $"b{Guid.NewGuid():N}";
        await using (var idle = await SpineWorld.StartAsync(redis.Port, prefix: prefix, configure: s => s.Configure<ExecutionOptions>(o => o.Enabled = false)))
        {
            await idle.Host.SubmitAsync(CrashWorld.Task("t"));
            await idle.Host.WaitForAsync("t", TaskStates.Parked);
        }

        await using var world = await SpineWorld.StartAsync(redis.Port, prefix: prefix);
        await world.Host.WaitForAsync("t", TaskStates.Completed);
        await world.NothingIsHeldAsync();
    }
}
