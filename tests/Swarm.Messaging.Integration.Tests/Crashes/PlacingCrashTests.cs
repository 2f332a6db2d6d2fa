using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Crashes;

/// <summary>A host dies between two arrows of a task's way to its slot.</summary>
public sealed class PlacingCrashTests(StoreRedis redis) : CrashTests(redis)
{
    [Theory]
    [InlineData(0)] // the dead host's lease still stands: the answer is its token, and its expiry brings the task on
    [InlineData(16)]
    public async Task After_the_slot_was_taken_and_before_the_commit(int seconds)
    {
        await using var world = World();
        world.Faults.After = (method, _, _) => method == nameof(IPlacementStore.TryPlaceAsync);
        var doomed = await world.StartDoomedAsync();

        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        var rescuer = await world.RescueAsync(TimeSpan.FromSeconds(seconds));
        (await rescuer.Queries.GetAsync("t", false, CancellationToken.None)).ShouldBeNull("nobody was told that it was accepted");
        (await rescuer.SubmitAsync(CrashWorld.Task("t"))).Accepted.ShouldNotBeNull().Duplicate.ShouldBeFalse();

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_commit_and_before_anything_left()
    {
        await using var world = World();
        world.Faults.After = (method, argument, _) => method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit { State: TaskStates.Placed };
        var doomed = await world.StartDoomedAsync();

        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        await world.RescueAsync();

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1, "it was not begun: no attempt is used");
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_everything_left_and_before_the_outbox_was_cleared()
    {
        await using var world = World();
        world.Faults.Before = (method, _) => method == nameof(ISagaStore.ClearOutboxAsync);
        var doomed = await world.StartDoomedAsync();

        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        await world.RescueAsync();

        await world.EndsOnceAsync("t");
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_it_was_committed_parked_and_before_placement_knew()
    {
        await using var world = World();
        world.Faults.After = (method, argument, _) => method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit { State: TaskStates.Parked };
        var doomed = await world.StartDoomedAsync(slots: 1);
        await doomed.SubmitAsync(CrashWorld.Task("holder", "hold"));
        await doomed.WaitForAsync("holder", TaskStates.Running);

        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        await world.RescueAsync();

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1);
        (await world.EndsOnceAsync("holder")).Attempts.Select(a => a.ErrorType).ShouldBe(["lease_lost", null]);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_a_slot_was_granted_and_before_the_task_knew()
    {
        await using var world = World();
        world.Faults.After = (_, _, answer) => answer is PlacementNews { Grants.Count: > 0 };

        await GrantedAsync(world);

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1);
        (await world.EndsOnceAsync("holder")).Attempts.Count.ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_grant_was_committed_and_before_it_was_confirmed()
    {
        await using var world = World();
        world.Faults.Before = (_, argument) =>
            argument is IReadOnlyList<PlacementRequest> requests && requests.Any(r => r is PlacementRequest.ConfirmGrant);

        await GrantedAsync(world);

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task After_the_grant_was_confirmed_and_before_the_attempt_was_sent()
    {
        await using var world = World();
        world.Faults.Before = (method, argument) => method == nameof(ISagaStore.ReadPayloadAsync) && argument is SagaKey { Id: "t" };

        await GrantedAsync(world);

        (await world.EndsOnceAsync("t")).Attempts.Count.ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    /// <summary>The one slot of the doomed host comes free while <c>t</c> waits for it.</summary>
    private static async Task GrantedAsync(CrashWorld world)
    {
        var doomed = await world.StartDoomedAsync(slots: 1);
        await doomed.SubmitAsync(CrashWorld.Task("holder", "hold"));
        await doomed.WaitForAsync("holder", TaskStates.Running);
        await doomed.SubmitAsync(CrashWorld.Task("t"));
        world.Doomed.Gate.SetResult();
        await world.RescueAsync();
    }
}
