using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Swarms.Leadership;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

/// <summary>The lease of one installation, with swarms as the test wants them and a clock that it moves.</summary>
internal class LeadershipBench(StoreRedis redis) : SwarmStand(redis)
{
    public LeadershipOptions Options { get; } = new() { WriteLog = 100_000 };

    public RedisSwarmLeadership Store => field ??= new(Installation.Redis, Installation.Keys, Installation.Clock, Microsoft.Extensions.Options.Options.Create(Options));

    public async Task<LeaderTerm> LeadsAsync(string host, string? token = null) =>
        (await Store.StandAsync(host, token ?? Guid.NewGuid().ToString("N"), default)).ShouldBeOfType<LeaderStanding.Leads>().Term;

    public async Task<SwarmLeader> FollowsAsync(string host) =>
        (await Store.StandAsync(host, Guid.NewGuid().ToString("N"), default)).ShouldBeOfType<LeaderStanding.Follows>().Leader;

    public async Task<string?> ShownAsync() => await Database.StringGetAsync(Installation.Keys.Fixed("swarm:leader"));

    public LeaderService Service(string host, TimeProvider? time = null) => new(
        Store, Channels, new Announcer(Channels, TimeProvider.System, NullLogger<Announcer>.Instance), new HostIdentity(host),
        Microsoft.Extensions.Options.Options.Create(Options), time ?? TimeProvider.System, NullLogger<LeaderService>.Instance);

    /// <summary>Epochs never go back, each has one owner, and begins with its acquisition.</summary>
    public async Task<IReadOnlyList<LeaderWrite>> SoundWritesAsync()
    {
        var writes = await Store.WritesAsync(default);
        writes.Zip(writes.Skip(1)).Where(w => w.Second.Epoch < w.First.Epoch).ShouldBeEmpty("no epoch writes after a later one has begun");
        foreach (var epoch in writes.GroupBy(w => w.Epoch))
        {
            epoch.Select(w => w.Token).Distinct().ShouldHaveSingleItem($"epoch {epoch.Key} has one owner");
            epoch.First().Kind.ShouldBe("acquire");
            epoch.Count(w => w.Kind == "acquire").ShouldBe(1);
            epoch.SkipLast(1).ShouldAllBe(w => w.Kind != "release" && w.Kind != "end" && w.Kind != "gone");
        }

        writes.Select(w => w.Epoch).Distinct().ShouldBe(Enumerable.Range(1, (int)writes.Max(w => w.Epoch)).Select(n => (long)n), "one more each time");
        return writes;
    }
}
