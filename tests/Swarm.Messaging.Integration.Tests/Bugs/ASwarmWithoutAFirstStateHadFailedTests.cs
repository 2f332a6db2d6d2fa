using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The first state of a swarm is written by its first host. One that was given to a host that had just died had none, no try to recover it found anything, and it
/// had failed for good with a healthy host beside it.
/// </summary>
public sealed class ASwarmWithoutAFirstStateHadFailedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Dead = "dead";
    private const string Healthy = "healthy";

    private SwarmWorld world = null!;

    private ISwarmHosts Hosts => world.Host.Get<ISwarmHosts>();

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);
        await Hosts.OfferAsync(Healthy, 10, default);
        await world.Registry.RegisterAsync("other", new SwarmDefinition(), default);
        await Hosts.OfferAsync(Dead, 10, default);
        await world.TellAsync("RegisterSwarm", new { swarmId = "s1" });
        (await world.Registry.GetAsync("s1", default))!.Host.ShouldBe(Dead, "it has fewer swarms, and nobody knows yet");
        (await world.States.LoadAsync("s1", default)).ShouldBeNull();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_begins_anew_at_a_host_that_is_there()
    {
        await InterruptAsync();
        await world.PassAsync(TimeSpan.FromSeconds(11));
        (await world.WaitForAsync("s1", SwarmStatuses.Recovering)).Host.ShouldBe(Healthy);
        await BeatAsync();

        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await world.HearAsync<SwarmRecovered>("s1");
        var state = (await world.States.LoadAsync("s1", default)).ShouldNotBeNull().Document;
        state.GetProperty("status").GetString().ShouldBe(SwarmStatuses.Active);
        state.TryGetProperty("initializedAt", out _).ShouldBeTrue();
        (state.GetProperty("tasks").GetArrayLength(), state.GetProperty("agents").GetArrayLength()).ShouldBe((0, 0));
        world.Events.OfType<RecoveryFailed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_state_that_its_owner_saved_meanwhile_is_what_it_goes_on_with()
    {
        await InterruptAsync();
        await world.States.SaveAsync("s1", JsonElement.Parse("""{"tasks":[{"status":"pending"}]}"""), default);

        (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>().Plan.PendingTasks.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_kept_of_it_and_cannot_be_read_is_not_thrown_away()
    {
        var kept = (await world.States.CheckpointAsync("s1", JsonElement.Parse("""{"tasks":[]}"""), default)).ShouldBeOfType<StateOutcome.Kept>().Copy.Id;
        await world.Database.StringSetAsync($"{world.Prefix}:swarm:checkpoint:s1:{kept}", "{broken");
        await InterruptAsync();

        (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Failed>();
        (await world.States.LoadAsync("s1", default)).ShouldBeNull();
    }

    private async Task InterruptAsync()
    {
        await world.PassAsync(TimeSpan.FromSeconds(60));
        await BeatAsync();
        await world.Host.Get<SwarmWatch>().RunOnceAsync(default);
        await world.WaitForAsync("s1", SwarmStatuses.Interrupted);
        await Eventually.HoldsAsync(
            async () => (await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey(RecoveryDefinition.TypeName, "s1"), default))?.State == nameof(RecoveryStateMachine.Waiting),
            "its recovery waits");
    }

    private async Task BeatAsync() => await world.Registry.HeartbeatAsync(
        Healthy, [.. (await Hosts.OfferAsync(Healthy, 10, default)).Select(s => new SwarmBeat(s.SwarmId, s.Term))], default);
}
