using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whose a session was went with it: released, cleaned up and registered again, the same logged-in session got another client's work.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class ASessionThatCameBackServedAnotherClientTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis, o => o.Strategies["ghl"] = PlacementStrategies.SessionAware);

    [Theory]
    [InlineData("released")]
    [InlineData("unused")]
    [InlineData("its agent went")]
    public async Task However_it_went_it_stays_that_clients(string how)
    {
        await AgentAsync();
        await KnownAsync("s1", "a");
        await GoneAsync("s1", how);
        await AgentAsync();

        (await RegisterAsync("s1", "b")).ShouldBeOfType<SessionRegistered.Bound>().Client.ShouldBe("a");
        (await bench.Sessions.FindAsync("s1", default)).ShouldBeNull();
        (await KnownAsync("s1", null)).Session.Client.ShouldBe("a");
        (await LeaseAsync("t", "b")).Session.ShouldNotBe("s1");
        (await RegisterAsync("s1", "b")).ShouldBeOfType<SessionRegistered.Bound>().Client.ShouldBe("a");
    }

    [Fact]
    public async Task One_that_placement_bound_stays_bound_too_and_another_agent_changes_nothing()
    {
        await AgentAsync();
        await KnownAsync("s1", null);
        await bench.ReleaseAsync((await LeaseAsync("t", "a")).Token);
        await GoneAsync("s1", "released");
        await AgentAsync("other");

        (await RegisterAsync("s1", "b", "other")).ShouldBeOfType<SessionRegistered.Bound>().Client.ShouldBe("a");
        (await KnownAsync("s1", "a", "other")).New.ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_kept_for_as_long_as_the_option_says()
    {
        bench.Options.SessionBindingKept = TimeSpan.FromDays(1);
        await AgentAsync();
        await KnownAsync("s1", "a");
        await GoneAsync("s1", "released");

        bench.Clock.Advance(TimeSpan.FromHours(23));
        await CleanUpAsync();
        await AgentAsync();
        (await RegisterAsync("s1", "b")).ShouldBeOfType<SessionRegistered.Bound>();
        bench.Clock.Advance(TimeSpan.FromHours(2));
        await CleanUpAsync();
        await AgentAsync();
        (await KnownAsync("s1", "b")).Session.Client.ShouldBe("b");
    }

    [Fact]
    public async Task One_that_was_nobodys_is_anybodys()
    {
        await AgentAsync();
        await KnownAsync("s1", null);
        await GoneAsync("s1", "released");

        (await KnownAsync("s1", "b")).Session.Client.ShouldBe("b");
    }

    private async Task GoneAsync(string id, string how)
    {
        if (how == "released")
            await bench.Sessions.DrainAsync(id, default);
        else if (how == "unused")
            bench.Clock.Advance(TimeSpan.FromMinutes(6));
        else
            await bench.Store.RemoveTargetAsync("agent", default);
        (await CleanUpAsync()).ShouldBe([id]);
    }

    private Task AgentAsync(string id = "agent") => bench.Store.RegisterTargetAsync(new TargetDefinition(id, "agent", id, $"queue-{id}", ["ghl/*"], 5), default);

    private Task<SessionRegistered> RegisterAsync(string id, string? client, string agent = "agent") =>
        bench.Sessions.RegisterAsync(new SessionDefinition(id, agent, client), default);

    private async Task<SessionRegistered.Known> KnownAsync(string id, string? client, string agent = "agent") =>
        (await RegisterAsync(id, client, agent)).ShouldBeOfType<SessionRegistered.Known>();

    private async Task<SlotLease> LeaseAsync(string task, string client) =>
        (await bench.PlaceAsync(task, needs: new Requirements("ghl", "tag_add", session: true), client: client)).ShouldBeOfType<PlaceResult.Placed>().Lease;

    private Task<IReadOnlyList<string>> CleanUpAsync() => bench.Sessions.CleanUpAsync(TimeSpan.FromMinutes(5), default);
}

/// <summary>What the caller is told of it.</summary>
public sealed class ASessionThatCameBackSaidNothingOfItsPastTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Another_client_is_refused_and_whoever_names_none_is_told_whose_it_is()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        await RegisterAsync(world, "acme");
        await world.TellAsync(nameof(ReleaseBrowserSession), new { sessionId = "s1" });
        (await world.TellAsync(nameof(CleanUpSessions), new { })).ShouldBeOfType<SessionsCleaned>().SessionIds.ShouldBe(["s1"]);

        (await RegisterAsync(world, "birch")).ShouldBeOfType<CommandRejected>().ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("session_bound"), r => r.Message.ShouldContain("the client acme"));
        var again = (await RegisterAsync(world, null)).ShouldBeOfType<SessionChanged>();
        again.Session.ClientAffinity.ShouldBe("acme");
        again.Warnings.ShouldHaveSingleItem().ShouldStartWith("bound: the session s1 was bound to the client acme");
    }

    private static Task<object> RegisterAsync(CrmWorld world, string? client) =>
        world.TellAsync(nameof(RegisterBrowserSession), new { sessionId = "s1", agentId = "agent_001", clientId = client });
}
