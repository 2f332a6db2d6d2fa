using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Conflicts;

/// <summary>Conflicts that swarms tell of by message.</summary>
public sealed class ConflictDetectedTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_conflict_that_is_told_to_one_or_to_all_is_decided_once_and_the_result_told()
    {
        await using var world = await StartAsync();
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");

        await TellAsync(world, new SwarmAddress.ToSwarm("beta"), "m1", null);
        await TellAsync(world, new SwarmAddress.ToCoordination(), "m2", null);

        await ear.HearAsync("conflict_resolved", 2);
        ear.Of("conflict_resolved").Select(r => $"{r.GetProperty("conflictId")} {r.GetProperty("winner")} {r.GetProperty("strategy")}").Order()
            .ShouldBe(["m1 beta priority", "m2 beta priority"]);
        ear.Of("conflict_resolved").ShouldAllBe(r => r.GetProperty("conflictType").GetString() == "resource");
        (await world.Host.Get<ISwarmVotes>().ResolvedAsync(default)).ShouldBe(2);
    }

    [Fact]
    public async Task A_vote_is_opened_and_decided_by_the_votes_though_the_receiver_is_a_party()
    {
        await using var world = await StartAsync(new Voter("beta"));
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");

        await TellAsync(world, new SwarmAddress.ToSwarm("alpha"), "m1", "voting");

        await ear.HearAsync("conflict_resolved");
        ear.Of("conflict_resolved").Single().ShouldSatisfyAllConditions(
            r => r.GetProperty("winner").GetString().ShouldBe("beta"), r => r.GetProperty("votes").EnumerateArray().Select(v => v.GetInt32()).ShouldBe([0, 1]));
    }

    private async Task<SwarmWorld> StartAsync(ISwarmVoter? voter = null)
    {
        var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            if (voter is not null)
                s.AddSingleton(voter);
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
        });
        foreach (var (id, priority) in new[] { ("alpha", "normal"), ("beta", "high"), ("gamma", "normal") })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition { Metadata = new SwarmMetadata { Priority = priority } }, default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }

        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
        return world;
    }

    private static async Task TellAsync(SwarmWorld world, SwarmAddress address, string id, string? strategy) =>
        (await world.Host.Get<SwarmMessenger>().SendAsync(
            "gamma", address, new { Type = "conflict_detected", Conflict = new { Type = "resource", SwarmA = "alpha", SwarmB = new { Id = "beta" } }, Strategy = strategy }, id, default))
        .ShouldBeOfType<MessageSent.Accepted>();

    private sealed class Voter(string choice) : ISwarmVoter
    {
        public Task<string?> VoteAsync(string swarmId, System.Text.Json.JsonElement conflict, CancellationToken cancellation) => Task.FromResult<string?>(choice);
    }
}
