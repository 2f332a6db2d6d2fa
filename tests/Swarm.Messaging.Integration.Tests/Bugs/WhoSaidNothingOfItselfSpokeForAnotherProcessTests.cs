using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Clients;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A leave without a session took all swarms from the live process that gave one; and once a host had been left, whoever had had it before was heard again and drove out who came after.</summary>
public sealed class WhoSaidNothingOfItselfSpokeForAnotherProcessTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;
    private ClientBench bench = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        bench = new ClientBench(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_leave_without_a_session_leaves_a_live_process_its_swarms()
    {
        var alpha = await bench.HostAsync("c1", "alpha");

        (await bench.RejectedAsync("LeaveSwarmHost", new { hostId = "c1" })).Code.ShouldBe("host_in_use");
        (await bench.RejectedAsync("LeaveSwarmHost", new { hostId = "c1", swarmIds = new[] { "alpha" } })).Code.ShouldBe("host_in_use");

        (await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } })).ShouldSatisfyAllConditions(
            s => s.Dropped.ShouldBeEmpty(), s => s.Hosted.Select(h => h.SwarmId).ShouldBe(["alpha"]));
    }

    [Fact]
    public async Task Of_a_process_that_is_silent_it_is_taken()
    {
        await bench.HostAsync("c1", "alpha");
        await bench.PassAsync(TimeSpan.FromSeconds(61));

        (await bench.DoneAsync<SwarmHostLeft>("LeaveSwarmHost", new { hostId = "c1" })).SwarmIds.ShouldBe(["alpha"]);
    }

    [Fact]
    public async Task Whoever_was_superseded_or_has_left_is_not_heard_again()
    {
        await bench.SyncAsync("c1", new { session = "a" });
        await bench.SyncAsync("c1", new { session = "b" });
        await bench.DoneAsync<SwarmHostLeft>("LeaveSwarmHost", new { hostId = "c1", session = "b" });

        (await bench.RefusedAsync("c1", new { session = "a" })).Code.ShouldBe("host_taken");
        (await bench.RefusedAsync("c1", new { session = "b" })).Code.ShouldBe("host_taken");
        await bench.SyncAsync("c1", new { session = "c" });
        (await bench.RefusedAsync("c1", new { session = "b" })).Code.ShouldBe("host_taken");
        await bench.SyncAsync("c1", new { session = "c" });
    }

    [Theory]
    [InlineData("""{"hostId":"c1","session":"s1","acknowleged":[]}""", "acknowleged")]
    [InlineData("""{"hostId":"c1","session":"s1","beat":[]}""", "beat")]
    [InlineData("""{"hostId":"c1","session":"s1","beats":[{"swarmId":"alpha","term":1,"swarmid":"x"}]}""", "beats[0].swarmid")]
    public async Task A_misspelt_field_of_a_sync_is_named(string said, string field)
    {
        (await bench.RejectedAsync("SyncSwarmHost", JsonElement.Parse(said))).Violations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            v => v.Field.ShouldBe(field), v => v.Code.ShouldBe("unknown_field"));
    }
}
