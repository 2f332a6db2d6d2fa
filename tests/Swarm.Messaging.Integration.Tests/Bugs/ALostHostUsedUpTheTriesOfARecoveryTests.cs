using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Three processes that died or stood still one after the other while they were given a swarm ended it, though nothing was wrong with it.</summary>
public sealed class ALostHostUsedUpTheTriesOfARecoveryTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_goes_on_until_a_process_stays()
    {
        await using var world = await ActiveAsync(_ => { });
        for (var lost = 1; lost <= 5; lost++)
            await LoseAsync(world, lost);

        await OfferAsync(world, "p6");
        await world.PassAsync(TimeSpan.FromSeconds(11));
        (await world.WaitForAsync("s1", SwarmStatuses.Recovering)).Host.ShouldBe("p6");
        await BeatAsync(world, "p6");

        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await world.HearAsync<SwarmRecovered>("s1");
        world.Events.OfType<SwarmRecovered>().ShouldHaveSingleItem().Attempts.ShouldBe(6);
        world.Events.OfType<RecoveryFailed>().Select(e => (e.Error, e.Attempt, e.Final)).ShouldBe(Enumerable.Range(1, 5).Select(n => ("host_lost", n, false)));
    }

    [Fact]
    public async Task However_short_a_try_may_take()
    {
        await using var world = await ActiveAsync(o => (o.RecoveryTimeout, o.RecoverAfter) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2)));
        for (var lost = 1; lost <= 4; lost++)
            await LoseAsync(world, lost);

        world.Events.OfType<RecoveryFailed>().ShouldAllBe(e => !e.Final);
    }

    [Fact]
    public async Task A_swarm_that_may_be_what_ends_them_has_failed_after_so_many()
    {
        await using var world = await ActiveAsync(o => o.RecoveryLosses = 2);
        await LoseAsync(world, 1);
        await LoseAsync(world, 2);

        await world.WaitForAsync("s1", SwarmStatuses.Failed);
        await Eventually.HoldsAsync(() => world.Events.OfType<RecoveryFailed>().Count() == 2, "each is told");
        world.Events.OfType<RecoveryFailed>().Select(e => e.Final).ShouldBe([false, true]);
    }

    private async Task<SwarmWorld> ActiveAsync(Action<SwarmsOptions> options)
    {
        var world = await SwarmWorld.StartAsync(redis.Server.Port, o =>
        {
            o.HostSwarms = false;
            options(o);
        });
        await OfferAsync(world, "p0");
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.ActivateAsync("""{"tasks":[]}""");
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "by hand", default);
        return world;
    }

    /// <summary>A process offers to host it, is given it, and is not heard of again.</summary>
    private static async Task LoseAsync(SwarmWorld world, int number)
    {
        await SagaAsync(world, nameof(RecoveryStateMachine.Waiting), number - 1);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await OfferAsync(world, $"p{number}");
        await world.PassAsync(TimeSpan.FromSeconds(6));
        await SagaAsync(world, nameof(RecoveryStateMachine.Confirming), number);
        await world.PassAsync(TimeSpan.FromSeconds(31));
        await Eventually.HoldsAsync(async () => (await ReadAsync(world))?.Lost == number, $"{number} were lost");
    }

    private static Task OfferAsync(SwarmWorld world, string process) => world.Host.Get<ISwarmHosts>().OfferAsync(process, 10, default);

    private static async Task BeatAsync(SwarmWorld world, string process) => await world.Registry.HeartbeatAsync(
        process, [.. (await world.Host.Get<ISwarmHosts>().HostedAsync(process, default)).Select(s => new SwarmBeat(s.SwarmId, s.Term))], default);

    private static Task SagaAsync(SwarmWorld world, string state, int attempts) => Eventually.HoldsAsync(
        async () => await ReadAsync(world) is { } saga && (saga.CurrentState, saga.Attempts) == (state, attempts), $"the recovery is {state} at try {attempts}");

    private static async Task<RecoverySaga?> ReadAsync(SwarmWorld world) =>
        await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey(RecoveryDefinition.TypeName, "s1"), default) is { } stored
            ? world.Host.Get<SagaDefinition<RecoverySaga>>().Read(stored) : null;
}
