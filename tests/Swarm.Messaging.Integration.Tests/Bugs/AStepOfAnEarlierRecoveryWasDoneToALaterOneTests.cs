using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host that stood still in the middle of a step of a recovery did it when it went on, long after others had, to whatever the swarm was then.</summary>
public sealed class AStepOfAnEarlierRecoveryWasDoneToALaterOneTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, """{"tasks":[]}""");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_swarm_that_recovers_from_a_later_interruption_is_neither_interrupted_nor_ended_nor_active()
    {
        var earlier = await RecoveringAsync();
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "silent", earlier, default);
        var later = await RecoveringAsync();

        (await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "late", earlier, default)).ShouldBeOfType<ChangeOutcome.Invalid>();
        (await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Failed, "late", earlier, default)).ShouldBeOfType<ChangeOutcome.Invalid>();
        (await world.States.EndRecoveryAsync("s1", earlier, default)).ShouldBeOfType<ChangeOutcome.Invalid>();

        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Recovering);
        (await world.States.EndRecoveryAsync("s1", later, default)).ShouldBeOfType<ChangeOutcome.Done>();
    }

    [Fact]
    public async Task A_swarm_that_is_active_again_is_not_interrupted()
    {
        var begun = await RecoveringAsync();
        await world.States.EndRecoveryAsync("s1", begun, default);

        (await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "late", begun, default)).ShouldBeOfType<ChangeOutcome.Invalid>();

        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Active);
    }

    /// <returns>When the recovery began.</returns>
    private async Task<DateTimeOffset> RecoveringAsync()
    {
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "by hand", default);
        await world.PassAsync(TimeSpan.FromSeconds(1));
        var begun = await world.States.NowAsync(default);
        (await world.States.BeginRecoveryAsync("s1", JsonElement.Parse("""{"tasks":[]}"""), await world.States.VersionAsync("s1", default), default)).ShouldBe(RecoveryStep.Begun);
        await world.PassAsync(TimeSpan.FromSeconds(1));
        return begun;
    }
}
