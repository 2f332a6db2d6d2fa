using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A host that was stopped for some seconds told its grants when it went on. The saga took the old lease for the newer one, had that one
/// revoked at its target, lost the old one as well and waited, while its attempt stood on a slot and perhaps ran. No clock is moved past
/// a lease here: whatever waits for one to expire fails.
/// </summary>
public sealed class AnOlderGrantOverwroteANewerOneTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Of_two_grants_told_in_reverse_order_the_newer_one_stays_and_the_task_runs_once()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        var late = await GrantedBehindTheHostsBackAsync(world);
        world.Host.Clock.Advance(TimeSpan.FromSeconds(6));
        // The host's own sweep takes the unconfirmed grant back and tells a new one; the holder keeps its execution back.
        await world.Host.WaitForAsync("t", TaskStates.Placed);

        await TellAsync(world, $"placement:{late.Lease.Token}:granted", new SlotGranted(late.Attempt, late.Lease));
        world.Executor.Gate.SetResult();

        var task = await world.Host.WaitForAsync("t", TaskStates.Completed);
        task.Timeline.Select(t => t.To).ShouldBe([TaskStates.Parked, TaskStates.Placed, TaskStates.Running, TaskStates.Completed]);
        task.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task A_task_that_waits_beside_its_own_slot_is_told_of_it_when_it_asks_even_if_it_was_told_before()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        var grant = await GrantedBehindTheHostsBackAsync(world);
        await world.Host.Get<IPlacementStore>().ApplyAsync([new PlacementRequest.ConfirmGrant(grant.Lease.Token)], CancellationToken.None);
        world.Executor.Gate.SetResult();

        // Under the id that the first telling had: it counts as told.
        await TellAsync(world, $"placement:{grant.Lease.Token}:granted", new AskDue());

        (await world.Host.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task An_end_told_under_a_lease_that_the_task_does_not_hold_is_refused_and_its_slot_goes_on_at_once()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        var grant = await GrantedBehindTheHostsBackAsync(world);
        (await world.Host.Get<IPlacementStore>().StartAttemptsAsync(grant.Lease.TargetId, [grant.Lease.Token], "elsewhere", CancellationToken.None)).ShouldBe([true]);
        world.Executor.Gate.SetResult();

        world.Host.Get<ReportSender>().Send(grant.Lease.TargetId, new TaskReport
        {
            TaskId = "t", LeaseToken = grant.Lease.Token, Attempt = 1, Kind = ReportKinds.Failed, Error = new TaskError("nobody_asked", "It ran under a lease of nobody."),
        });

        var task = await world.Host.WaitForAsync("t", TaskStates.Completed);
        task.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    /// <summary>
    /// A task <c>t</c> waits, the only worker is busy. A second slot is offered and the grant kept back: the host does not hear of it, as
    /// if another one that is stopped had it.
    /// </summary>
    private static async Task<Grant> GrantedBehindTheHostsBackAsync(SpineWorld world)
    {
        await world.HoldAsync();
        await world.Host.SubmitAsync(CrashWorld.Task("t"));
        await world.Host.WaitForAsync("t", TaskStates.Parked);
        var target = world.Host.Get<LocalTargets>().All.Select(t => t.Definition.TargetId).Single(id => id.StartsWith("test-", StringComparison.Ordinal));
        Grant? grant = null;
        // Parking reaches placement a moment after the saga.
        await Eventually.HoldsAsync(
            async () =>
            {
                await world.Host.Get<IPlacementStore>().SetSlotsAsync(target, 1, CancellationToken.None);
                grant ??= (await world.Host.Get<IPlacementStore>().SetSlotsAsync(target, 2, CancellationToken.None))!.Grants.SingleOrDefault();
                return grant is not null;
            },
            "the second slot is granted");
        return grant!;
    }

    private static async Task TellAsync(SpineWorld world, string item, object news) =>
        (await world.Host.Get<SagaRunner<TaskSaga>>().HandleAsync([new SagaItem(item, "t", news)], CancellationToken.None)).Single().ShouldBeOfType<ItemOutcome.Applied>();
}
