using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Clients;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A recovery gave its swarm to the host with the fewest swarms: the one that had just died, or one that takes swarms and never sends their heartbeats, and each
/// try to the same again. The swarm had failed with a healthy host beside it.
/// </summary>
public sealed class EachTryToRecoverASwarmWasWithTheSameBadHostTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Bad = "bad";
    private const string Greedy = "greedy";
    private const string Healthy = "healthy";

    private static readonly JsonElement State = JsonElement.Parse("{}");

    private readonly SwarmBench bench = new(redis.Client);

    private ISwarmStates States => bench.Services.GetRequiredService<ISwarmStates>();

    [Fact]
    public async Task Beside_a_dead_host_and_a_greedy_client_the_healthy_one_gets_it_in_time()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);
        var hosts = world.Host.Get<ISwarmHosts>();
        var hostedBy = new List<string?>();
        async Task SpeakAsync()
        {
            await world.Host.Get<ISwarmClients>().SyncAsync(new ClientSync(Greedy, "", 1_000, TimeSpan.Zero, [], [], 0, null), default);
            await world.Registry.HeartbeatAsync(Healthy, [.. (await hosts.OfferAsync(Healthy, 1_000, default)).Select(s => new SwarmBeat(s.SwarmId, s.Term))], default);
        }

        await hosts.OfferAsync(Healthy, 1_000, default);
        foreach (var n in Enumerable.Range(0, 3))
            await world.Registry.RegisterAsync($"other{n}", new SwarmDefinition(), default);
        await hosts.OfferAsync(Bad, 10, default);
        var swarm = (await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default)).ShouldBeOfType<RegisterOutcome.Known>().Swarm;
        await world.States.SaveAsync("s1", State, default);
        await world.Registry.HeartbeatAsync(Bad, [new SwarmBeat("s1", swarm.Term)], default);
        hostedBy.Add((await world.WaitForAsync("s1", SwarmStatuses.Active)).Host);
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await SagaAsync(world, nameof(RecoveryStateMachine.Waiting));
            await SpeakAsync();
            await world.PassAsync(TimeSpan.FromSeconds(11));
            await SagaAsync(world, nameof(RecoveryStateMachine.Confirming));
            hostedBy.Add((await world.Registry.GetAsync("s1", default))!.Host);
            if (attempt == 1)
            {
                await world.PassAsync(TimeSpan.FromSeconds(31));
                await world.WaitForAsync("s1", SwarmStatuses.Interrupted);
            }
        }

        await SpeakAsync();
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        hostedBy.ShouldBe([Bad, Greedy, Healthy]);
        (await world.Database.KeyExistsAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:avoided:s1")).ShouldBeFalse("another interruption is another matter");
    }

    [Fact]
    public async Task The_host_that_had_it_and_one_that_failed_get_it_when_nobody_else_has_room()
    {
        await ActiveAsync();
        await bench.Hosts.OfferAsync("full", 0, default);
        await InterruptAsync();
        (await RecoverAsync()).ShouldBe(Bad);

        await bench.Hosts.OfferAsync("full", 1, default);
        await InterruptAsync();
        (await RecoverAsync()).ShouldBe("full", "it has room now");
        await InterruptAsync();
        (await RecoverAsync()).ShouldBe(Bad, "a try failed at both: the first by name");
    }

    [Fact]
    public async Task A_host_that_is_heard_of_again_gets_it_back_but_not_after_a_try_that_failed()
    {
        await ActiveAsync();
        await bench.Hosts.OfferAsync("a", 10, default);
        await InterruptAsync();
        (await bench.BeatAsync(Bad)).ShouldBe([BeatOutcome.Interrupted]);
        (await RecoverAsync()).ShouldBe(Bad);

        await InterruptAsync();
        (await bench.BeatAsync(Bad)).ShouldBe([BeatOutcome.Interrupted]);
        (await RecoverAsync()).ShouldBe("a");
    }

    [Fact]
    public async Task What_is_remembered_goes_with_the_recovery_and_with_the_swarm()
    {
        await ActiveAsync();
        await bench.Hosts.OfferAsync("z", 10, default);
        await InterruptAsync();
        (await RecoverAsync()).ShouldBe("z");
        await bench.ChangeAsync("s1", SwarmStatuses.Active);
        await InterruptAsync();
        (await RecoverAsync()).ShouldBe(Bad);

        await bench.ChangeAsync("s1", SwarmStatuses.Failed);
        (await bench.KeysAsync("*avoided*")).ShouldBeEmpty();
        await bench.RegisterAsync("s2");
        await bench.ChangeAsync("s2", SwarmStatuses.Interrupted);
        (await bench.KeysAsync("*avoided*")).ShouldHaveSingleItem();
        await bench.Registry.DeregisterAsync("s2", "completed", default);
        (await bench.KeysAsync("*avoided*")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_has_missed_two_signs_of_life_comes_after_those_heard_of_since()
    {
        await bench.Hosts.OfferAsync(Healthy, 10, default);
        await bench.RegisterAsync("s1");
        await bench.Hosts.OfferAsync(Bad, 10, default);
        bench.Clock.Advance(2 * SwarmHosting.OfferInterval);
        await bench.Hosts.OfferAsync(Healthy, 2, default);

        (await bench.RegisterAsync("s2")).Host.ShouldBe(Healthy);
        (await bench.RegisterAsync("s3")).Host.ShouldBe(Bad, "nobody else has room, and it may be alive");
    }

    private async Task ActiveAsync()
    {
        await bench.Hosts.OfferAsync(Bad, 10, default);
        await bench.ActiveAsync("s1");
    }

    private Task InterruptAsync() => bench.ChangeAsync("s1", SwarmStatuses.Interrupted);

    private async Task<string?> RecoverAsync()
    {
        (await States.BeginRecoveryAsync("s1", State, await States.VersionAsync("s1", default), default)).ShouldBe(RecoveryStep.Begun);
        return (await bench.GetAsync("s1")).Host;
    }

    private static Task SagaAsync(SwarmWorld world, string state) => Eventually.HoldsAsync(
        async () => (await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey(RecoveryDefinition.TypeName, "s1"), default))?.State == state, $"the recovery is {state}");
}
