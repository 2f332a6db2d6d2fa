namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>Functions of placement, which Redis keeps.</summary>
public sealed class LibraryTests(PlacementRedis redis) : IClassFixture<PlacementRedis>
{
    [Fact]
    public async Task A_library_that_is_lost_is_loaded_again_by_whoever_misses_it()
    {
        var bench = new PlacementBench(redis);
        await bench.RegisterAsync("t1", 1);
        var token = await bench.PlacedAsync("a");
        var server = redis.Connection.GetServers()[0];

        await server.ExecuteAsync("FUNCTION", "FLUSH");

        await bench.ReleaseAsync(token);
        await bench.PlacedAsync("b");
        (await server.ExecuteAsync("FUNCTION", "LIST")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Another_version_works_beside_it()
    {
        var bench = new PlacementBench(redis);
        var server = redis.Connection.GetServers()[0];
        await server.ExecuteAsync("FUNCTION", "LOAD", "#!lua name=swarm_placement_other\nredis.register_function('swarm_placement_other_now', function() return 1 end)");

        await bench.RegisterAsync("t1", 1);

        await bench.PlacedAsync("b");
        ((int)await server.ExecuteAsync("FCALL", "swarm_placement_other_now", 0)).ShouldBe(1);
    }
}
