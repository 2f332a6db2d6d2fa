using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>Who goes first when a slot comes free: the host has one.</summary>
public sealed class OrderTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Ranks_go_before_order_of_acceptance()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        foreach (var rank in new[] { 20, 1, 10, 0 })
            await world.Host.SubmitAsync(CrashWorld.Task($"r{rank}") with { Rank = rank });

        await EndAsync(world, "r0", "r1", "r10", "r20");
    }

    [Fact]
    public async Task Equal_ranks_go_in_order_of_acceptance()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        string[] ids = [.. Enumerable.Range(0, 8).Select(i => $"t{i}")];
        foreach (var id in ids)
            await world.Host.SubmitAsync(CrashWorld.Task(id));

        await EndAsync(world, ids);
    }

    [Fact]
    public async Task Items_of_one_message_go_in_their_order()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"t{i}")];
        await world.Host.Commands.SubmitAsync([.. ids.Select(id => new Messaging.Tasks.Submission(CrashWorld.Task(id)))], CancellationToken.None);

        await EndAsync(world, ids);
    }

    [Fact]
    public async Task A_retry_keeps_its_place()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.Host.SubmitAsync(CrashWorld.Task("a", "flaky"));
        await world.Host.WaitForAsync("a", TaskStates.RetryScheduled);
        await world.HoldAsync();
        await world.Host.SubmitAsync(CrashWorld.Task("b"));
        await world.Host.SubmitAsync(CrashWorld.Task("c"));
        world.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        await world.Host.WaitForAsync("a", TaskStates.Parked);
        await Eventually.HoldsAsync(
            async () => (await world.Host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Queues.Sum(q => q.Waiting) == 3,
            "all three wait");

        world.Executor.Gate.SetResult();
        foreach (var id in new[] { "a", "b", "c" })
            await world.Host.WaitForAsync(id, TaskStates.Completed);
        world.Ledger.Executions.ShouldBe(["a", "holder", "a", "b", "c"]);
    }

    [Fact]
    public async Task A_task_that_cannot_be_placed_blocks_nobody()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.Host.SubmitAsync(CrashWorld.Task("stuck") with { Rank = 0, Requires = ["moon"] });
        await world.Host.SubmitAsync(CrashWorld.Task("t"));

        await world.Host.WaitForAsync("t", TaskStates.Completed);
        (await world.Host.WaitForAsync("stuck", TaskStates.Parked)).Attempts.ShouldBeEmpty();
    }

    private static async Task EndAsync(SpineWorld world, params string[] order)
    {
        world.Executor.Gate.SetResult();
        foreach (var id in order)
            await world.Host.WaitForAsync(id, TaskStates.Completed);
        world.Ledger.Executions.ShouldBe(["holder", .. order]);
    }
}
