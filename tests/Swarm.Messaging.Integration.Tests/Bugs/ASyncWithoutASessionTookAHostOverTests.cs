using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Clients;
using Swarm.Messaging.Swarms.Hosting;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A sync that named no session took a host over from the living process that held it, which was refused from then on.</summary>
public sealed class ASyncWithoutASessionTookAHostOverTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;
    private ClientBench bench = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        bench = new ClientBench(world);
        await world.Host.Get<ISwarmHosts>().OfferAsync(bench.Daemon, 1_000, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task While_the_other_is_heard_of_it_is_refused_and_changes_nothing()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.SendAsync("alpha", "alpha", "m0");

        var refused = await bench.RefusedAsync("c1", new { capacity = 7 });
        (refused.Code, refused.Violations.ShouldHaveSingleItem().Field).ShouldBe(("host_in_use", "session"));
        refused.Message.ShouldContain("give its session in every sync");

        var heard = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });
        ClientBench.Ids(heard).ShouldBe(["m0"], "the other took nothing");
        heard.Hosted.ShouldHaveSingleItem().Term.ShouldBe(alpha.Term!.Value);
        world.Host.Clock.Advance(TimeSpan.FromSeconds(50));
        (await bench.RefusedAsync("c1", new { })).Message.ShouldContain("not heard of for another ");
    }

    [Fact]
    public async Task When_the_other_is_silent_past_its_time_it_takes_over()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        world.Host.Clock.Advance(TimeSpan.FromSeconds(61));

        await bench.SyncAsync("c1", new { });

        (await bench.RefusedAsync("c1", new { session = "s1", beats = new[] { alpha } })).Code.ShouldBe("host_taken");
        await bench.SyncAsync("c1", new { });
    }

    [Fact]
    public async Task A_new_session_takes_over_at_once_and_whoever_never_had_one_goes_on_without()
    {
        await bench.HostAsync("c1", "alpha");
        await bench.SyncAsync("c1", new { session = "s2" });
        (await bench.RefusedAsync("c1", new { session = "s1" })).Code.ShouldBe("host_taken");

        await bench.SyncAsync("c2", new { });
        await bench.SyncAsync("c2", new { });
        await bench.SyncAsync("c2", new { session = "s1" });
        (await bench.RefusedAsync("c2", new { })).Code.ShouldBe("host_in_use");
    }
}
