using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A state or checkpoint that could be saved made the begin of a recovery throw: it was begun again for ever, and no try was counted.</summary>
public sealed class ARecoveryHungOnASourceThatCouldNotBeReadTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Process = "p1";

    private SwarmWorld world = null!;

    private string StateKey => $"{world.Prefix}:swarm-messaging:{{swarms}}:state:s1";

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);
        await BeatAsync();
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.States.SaveAsync("s1", JsonElement.Parse("""{"tasks":[{"status":"pending"}]}"""), default);
        await BeatAsync();
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () => (await world.Registry.NewsAsync(1, default)).Count == 0, "its sagas have heard of it");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("""{"confidence":"x"}""")]
    [InlineData("""{"progress":[]}""")]
    [InlineData("""{"completedTasks":9e99}""")]
    public async Task A_plan_in_the_state_that_is_none_of_ours_is_made_anew_and_the_swarm_is_recovered(string plan)
    {
        await world.States.SaveAsync("s1", JsonElement.Parse($$"""{"status":"recovering","recoveryPlan":{{plan}},"tasks":[{"status":"completed"},{"status":"pending"}]}"""), default);
        await InterruptAsync();

        await world.PassAsync(TimeSpan.FromSeconds(11));
        await world.WaitForAsync("s1", SwarmStatuses.Recovering);
        await BeatAsync();

        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await world.HearAsync<SwarmRecovered>("s1");
        world.Events.OfType<SwarmRecovered>().ShouldHaveSingleItem().RecoveryPlan.ShouldNotBeNull().Progress.ShouldBe(0.5m);
    }

    [Fact]
    public async Task A_checkpoint_with_a_field_twice_is_skipped_for_a_snapshot()
    {
        await world.States.SnapshotAsync("s1", "", null, 0, default);
        await world.States.CheckpointAsync("s1", JsonElement.Parse("""{"a":1,"a":2}"""), default);
        await world.Database.HashSetAsync(StateKey, "doc", "{broken");
        await InterruptAsync();

        (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>().Plan.PendingTasks.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "1", "There is no state, checkpoint or snapshot")]
    [InlineData("""{"tasks":[]}""", "9223372036854775807", "It cannot be begun")]
    public async Task After_three_tries_that_fail_unexpectedly_it_has_failed_and_is_told_why(string state, string version, string error)
    {
        await world.Database.HashSetAsync(StateKey, [new("doc", state), new("version", version)]);
        await InterruptAsync();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await SagaAsync(nameof(RecoveryStateMachine.Waiting), attempt - 1);
            await world.PassAsync(TimeSpan.FromSeconds(11));
        }

        await world.WaitForAsync("s1", SwarmStatuses.Failed);
        await Eventually.HoldsAsync(() => world.Events.OfType<RecoveryFailed>().Count() == 3, "each failure is told");
        world.Events.OfType<RecoveryFailed>().Select(e => (e.Attempt, e.Final)).ShouldBe([(1, false), (2, false), (3, true)]);
        world.Events.OfType<RecoveryFailed>().ShouldAllBe(e => e.Error.Contains(error, StringComparison.Ordinal));
    }

    private async Task InterruptAsync()
    {
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);
        await SagaAsync(nameof(RecoveryStateMachine.Waiting), 0);
        await world.Host.Get<ISwarmHosts>().OfferAsync(Process, 10, default);
    }

    private async Task BeatAsync() => await world.Registry.HeartbeatAsync(
        Process, [.. (await world.Host.Get<ISwarmHosts>().OfferAsync(Process, 10, default)).Select(s => new SwarmBeat(s.SwarmId, s.Term))], default);

    private Task SagaAsync(string state, int attempts) => Eventually.HoldsAsync(
        async () => await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey(RecoveryDefinition.TypeName, "s1"), default) is { } stored && stored.State == state
            && world.Host.Get<SagaDefinition<RecoverySaga>>().Read(stored).Attempts == attempts,
        $"the recovery is {state} after {attempts} tries");
}
