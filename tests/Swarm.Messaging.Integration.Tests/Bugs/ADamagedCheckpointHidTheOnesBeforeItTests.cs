using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A newest checkpoint that could not be used was the answer to whoever asked for the latest, while a recovery went back to the one before; one of another swarm was taken for its own.</summary>
public sealed class ADamagedCheckpointHidTheOnesBeforeItTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, "{}");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("{broken")]
    [InlineData("null")]
    [InlineData("""{"id":"ID","swarmId":"s1","timestamp":"2026-01-01T00:00:00Z","data":[]}""")]
    [InlineData("""{"id":"ID","swarmId":"s2","timestamp":"2026-01-01T00:00:00Z","data":{}}""")]
    [InlineData("""{"id":"other","swarmId":"s1","timestamp":"2026-01-01T00:00:00Z","data":{}}""")]
    public async Task The_newest_that_can_be_used_is_the_answer_and_the_others_are_named(string body)
    {
        var good = await KeepAsync(1);
        var bad = await KeepAsync(2);
        await DamageAsync(bad, body);

        var latest = (await world.TellAsync(nameof(GetSwarmCheckpoint), new { swarmId = "s1" })).ShouldBeOfType<SwarmCheckpointDetails>();

        (latest.Copy.Id, latest.Data.GetProperty("n").GetInt32(), latest.Unusable.ShouldHaveSingleItem()).ShouldBe((good, 1, bad));
        await DamageAsync(good, "{broken");
        (await world.TellAsync(nameof(GetSwarmCheckpoint), new { swarmId = "s1" })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("unreadable");
    }

    private Task DamageAsync(string id, string body) => world.Database.StringSetAsync($"{world.Prefix}:swarm:checkpoint:s1:{id}", body.Replace("ID", id, StringComparison.Ordinal));

    private async Task<string> KeepAsync(int n) => (await world.TellAsync(nameof(CheckpointSwarm), new { swarmId = "s1", data = new { n } })).ShouldBeOfType<SwarmCopyKept>().Copy.Id;
}
