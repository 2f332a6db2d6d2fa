using StackExchange.Redis;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

/// <summary>One leader by the store's clock, and nobody writes for a lease that is over.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class LeadershipTests(StoreRedis redis)
{
    private readonly LeadershipBench bench = new(redis);

    [Fact]
    public async Task A_lone_candidate_leads_and_everybody_can_name_it()
    {
        await bench.HostAsync("h1", "alpha");
        (await bench.Store.CurrentAsync(default)).ShouldBeNull();

        var term = await bench.LeadsAsync("h1", "t1");

        (term.SwarmId, term.HostId, term.Epoch).ShouldBe(("alpha", "h1", 1));
        var current = (await bench.Store.CurrentAsync(default)).ShouldNotBeNull();
        (current.SwarmId, current.HostId, current.Epoch).ShouldBe(("alpha", "h1", 1));
        current.Remaining.ShouldBeInRange(TimeSpan.FromTicks(1), bench.Options.Lease);
        (await bench.ShownAsync()).ShouldBe("alpha");
        (await bench.LeadsAsync("h1", "t1")).ShouldBe(term, "an answer that was lost is given again");
    }

    [Fact]
    public async Task Of_twenty_candidates_at_once_one_leads_and_the_others_name_it()
    {
        for (var n = 0; n < 20; n++)
            await bench.HostAsync($"h{n}", $"s{n}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => bench.Store.StandAsync($"h{n}", $"t{n}", default)));

        var leader = answers.OfType<LeaderStanding.Leads>().ShouldHaveSingleItem().Term;
        answers.OfType<LeaderStanding.Follows>().Select(f => f.Leader.SwarmId).ShouldBe(Enumerable.Repeat(leader.SwarmId, 19));
    }

    [Fact]
    public async Task A_lease_that_is_renewed_lasts_and_one_that_is_not_runs_out()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var first = await bench.LeadsAsync("h1");
        for (var n = 0; n < 5; n++)
        {
            bench.Installation.Clock.Advance(bench.Options.Renew);
            (await bench.Store.RenewAsync(first, default)).ShouldBeTrue();
        }

        (await bench.FollowsAsync("h2")).SwarmId.ShouldBe("alpha");
        bench.Installation.Clock.Advance(bench.Options.Lease);

        (await bench.Store.CurrentAsync(default)).ShouldBeNull();
        (await bench.LeadsAsync("h2")).Epoch.ShouldBe(2);
        (await bench.ShownAsync()).ShouldBe("beta");
        await bench.SoundWritesAsync();
    }

    [Fact]
    public async Task A_paused_leader_that_returns_changes_nothing()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var old = await bench.LeadsAsync("h1");
        bench.Installation.Clock.Advance(TimeSpan.FromSeconds(20));
        var now = await bench.LeadsAsync("h2");

        (await bench.Store.RenewAsync(old, default)).ShouldBeFalse();
        (await bench.Store.ReleaseAsync(old, default)).ShouldBeFalse();
        (await bench.Store.RenewAsync(old with { Epoch = now.Epoch }, default)).ShouldBeFalse("the token is another's");
        (await bench.Store.RenewAsync(now with { Epoch = old.Epoch }, default)).ShouldBeFalse("the epoch is over");

        (await bench.Store.CurrentAsync(default))?.SwarmId.ShouldBe("beta");
        (await bench.ShownAsync()).ShouldBe("beta");
        (await bench.Store.RenewAsync(now, default)).ShouldBeTrue();
        (await bench.SoundWritesAsync()).Select(w => $"{w.Epoch} {w.Kind}").ShouldBe(["1 acquire", "2 acquire", "2 renew"]);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_not_renewed_even_if_nobody_took_it()
    {
        await bench.HostAsync("h1", "alpha");
        var old = await bench.LeadsAsync("h1");
        bench.Installation.Clock.Advance(bench.Options.Lease);

        (await bench.Store.RenewAsync(old, default)).ShouldBeFalse();

        (await bench.LeadsAsync("h1")).Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_followers_hear_it()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var term = await bench.LeadsAsync("h1");
        var heard = new TaskCompletionSource<string>();
        await using var ear = await bench.Channels.SubscribeAsync(
            ISwarmLeadership.Channel, m => Task.FromResult(heard.TrySetResult(System.Text.Encoding.UTF8.GetString(m.Span))), default);

        (await bench.Store.ReleaseAsync(term, default)).ShouldBeTrue();

        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("");
        (await bench.ShownAsync()).ShouldBeNull();
        (await bench.LeadsAsync("h2")).Epoch.ShouldBe(2);
        (await bench.Store.ReleaseAsync(term, default)).ShouldBeFalse("giving it back twice takes nothing from another");
    }

    [Fact]
    public async Task Only_an_active_swarm_of_the_process_leads_the_oldest_first()
    {
        await bench.HostAsync("h1", "older", "younger");
        (await bench.Store.StandAsync("h2", "t", default)).ShouldBeOfType<LeaderStanding.NoCandidate>();
        await bench.StatusAsync("older", "initializing");
        (await bench.LeadsAsync("h1", "t")).SwarmId.ShouldBe("younger");
        await bench.StatusAsync("older", "active");
        (await bench.LeadsAsync("h1", "t")).SwarmId.ShouldBe("younger", "it has the lease");
        bench.Installation.Clock.Advance(bench.Options.Lease);
        (await bench.LeadsAsync("h1", "u")).SwarmId.ShouldBe("older");
    }

    [Fact]
    public async Task A_leader_that_is_interrupted_leads_no_longer_than_to_its_next_renewal()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        var term = await bench.LeadsAsync("h1");
        await bench.StatusAsync("alpha", "interrupted");

        (await bench.Store.RenewAsync(term, default)).ShouldBeFalse();

        (await bench.Store.CurrentAsync(default)).ShouldBeNull();
        (await bench.LeadsAsync("h1")).SwarmId.ShouldBe("beta");
        await bench.SoundWritesAsync();
    }

    [Fact]
    public async Task What_is_shown_outside_ends_with_the_lease()
    {
        bench.Options.Lease = TimeSpan.FromSeconds(30);
        await bench.HostAsync("h1", "alpha");
        await bench.LeadsAsync("h1");

        (await bench.Database.KeyTimeToLiveAsync(bench.Installation.Keys.Fixed("swarm:leader"))).ShouldNotBeNull()
            .ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30));
    }
}
