using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

/// <summary>What a process thinks of its own leadership.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class LeaderServiceTests(StoreRedis redis)
{
    private readonly LeadershipBench bench = new(redis);

    [Fact]
    public async Task A_leader_that_did_not_renew_doubts_itself_a_second_before_its_lease_ends()
    {
        await bench.HostAsync("h1", "alpha");
        var time = new JumpingTime();
        using var leader = bench.Service("h1", time);
        (await leader.RunOnceAsync(default)).ShouldNotBeNull();

        time.Jump(bench.Options.Lease - TimeSpan.FromSeconds(1));
        leader.Term.ShouldBeNull("the store would still take its writes, but it may not know");

        (await leader.RunOnceAsync(default)).ShouldBeNull("its old lease lasts a second longer, and has another token");
        bench.Installation.Clock.Advance(bench.Options.Lease);
        (await leader.RunOnceAsync(default)).ShouldNotBeNull().Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_leader_that_was_paused_becomes_a_follower()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var time = new JumpingTime();
        using var paused = bench.Service("h1", time);
        using var other = bench.Service("h2");
        var events = await EventsAsync();
        await paused.RunOnceAsync(default);
        (await other.RunOnceAsync(default)).ShouldBeNull();

        bench.Installation.Clock.Advance(TimeSpan.FromSeconds(20));
        (await other.RunOnceAsync(default)).ShouldNotBeNull().Epoch.ShouldBe(2);
        time.Jump(TimeSpan.FromSeconds(20));

        (await paused.RunOnceAsync(default)).ShouldBeNull();
        paused.Term.ShouldBeNull();
        (await bench.Store.CurrentAsync(default))?.SwarmId.ShouldBe("beta");
        string[] told = ["became_leader alpha", "leader_changed alpha", "became_leader beta", "leader_changed beta", "became_follower alpha"];
        await Eventually.HoldsAsync(() => events.Count == told.Length, "all events are heard");
        events.ShouldBe(told);
    }

    [Fact]
    public async Task A_refused_write_ends_a_leadership_at_once_and_no_later_one()
    {
        await bench.HostAsync("h1", "alpha");
        using var leader = bench.Service("h1");
        var first = (await leader.RunOnceAsync(default)).ShouldNotBeNull();
        await bench.Store.ReleaseAsync(first, default);
        await leader.LostAsync(first, default);
        leader.Term.ShouldBeNull();

        var second = (await leader.RunOnceAsync(default)).ShouldNotBeNull();
        await leader.LostAsync(first, default);
        leader.Term.ShouldBe(second);
    }

    [Fact]
    public async Task A_process_that_stops_hands_over_without_a_wait()
    {
        // Nobody would ask again by itself.
        bench.Options.Poll = TimeSpan.FromHours(1);
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        using var leader = bench.Service("h1");
        await leader.StartAsync(default);
        await Eventually.HoldsAsync(() => leader.Term is not null, "h1 leads");
        using var follower = bench.Service("h2");
        await follower.StartAsync(default);

        await leader.StopAsync(default);

        await Eventually.HoldsAsync(() => follower.Term is { Epoch: 2 }, "h2 leads");
        await follower.StopAsync(default);
    }

    [Fact]
    public async Task A_lease_that_runs_out_is_taken_when_it_does_and_not_at_the_next_look()
    {
        (bench.Options.Poll, bench.Options.Lease) = (TimeSpan.FromHours(1), TimeSpan.FromSeconds(3));
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        // Of a process that renews no more.
        await bench.LeadsAsync("h1");
        using var follower = bench.Service("h2");
        (await follower.RunOnceAsync(default)).ShouldBeNull();
        follower.Interval.ShouldBeLessThan(bench.Options.Poll);
        await follower.StartAsync(default);

        await Eventually.HoldsAsync(() => follower.Term is { Epoch: 2 }, "h2 leads");

        await follower.StopAsync(default);
        await bench.SoundWritesAsync();
    }

    [Fact]
    public async Task A_leader_whose_connection_is_gone_is_followed_before_its_lease_is_over_and_writes_nothing_more()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var presence = await bench.Channels.SubscribeAsync(ISwarmLeadership.Presence("t1"), _ => Task.CompletedTask, default);
        var first = await bench.LeadsAsync("h1", "t1");
        using var follower = bench.Service("h2");
        (await follower.RunOnceAsync(default)).ShouldBeNull();

        await presence.DisposeAsync();
        (await follower.RunOnceAsync(default)).ShouldBeNull("it may come back");
        bench.Installation.Clock.Advance(bench.Options.GoneAfter / 2);
        (await follower.RunOnceAsync(default)).ShouldBeNull("there is time left");
        follower.Interval.ShouldBeLessThanOrEqualTo(bench.Options.GoneAfter / 2 + TimeSpan.FromMilliseconds(10));
        bench.Installation.Clock.Advance(bench.Options.GoneAfter / 2);

        (await follower.RunOnceAsync(default)).ShouldNotBeNull().Epoch.ShouldBe(2);
        (await bench.Store.RenewAsync(first, default)).ShouldBeFalse("its lease would have lasted, and it is another's");
        (await bench.SoundWritesAsync()).Select(w => w.Kind).ShouldBe(["acquire", "gone", "acquire"]);
    }

    [Fact]
    public async Task A_leader_that_is_heard_again_in_time_leads_on()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var presence = await bench.Channels.SubscribeAsync(ISwarmLeadership.Presence("t1"), _ => Task.CompletedTask, default);
        var first = await bench.LeadsAsync("h1", "t1");
        using var follower = bench.Service("h2");
        for (var round = 0; round < 3; round++)
        {
            await presence.DisposeAsync();
            (await follower.RunOnceAsync(default)).ShouldBeNull();
            presence = await bench.Channels.SubscribeAsync(ISwarmLeadership.Presence("t1"), _ => Task.CompletedTask, default);
            bench.Installation.Clock.Advance(bench.Options.GoneAfter);
            (await follower.RunOnceAsync(default)).ShouldBeNull("it is there");
        }

        (await bench.Store.RenewAsync(first, default)).ShouldBeTrue();
        await presence.DisposeAsync();
    }

    [Fact]
    public async Task However_often_leaders_change_each_moment_has_one_set_of_timers()
    {
        bench.Options.Poll = TimeSpan.FromHours(1);
        var hosts = new List<(LeaderService Leader, CountingDuty Duty)>();
        for (var n = 0; n < 4; n++)
        {
            await bench.HostAsync($"h{n}", $"s{n}");
            var leader = bench.Service($"h{n}");
            hosts.Add((leader, new CountingDuty(leader)));
        }

        foreach (var (leader, duty) in hosts)
        {
            await leader.StartAsync(default);
            await duty.StartAsync(default);
        }

        for (var round = 0; round < 3; round++)
        {
            await Eventually.HoldsAsync(() => hosts.Any(h => h.Leader.Term is { } term && h.Duty.Runs.Contains(term.Epoch)), "the leader's duty runs");
            var now = hosts.Single(h => h.Leader.Term is not null);
            await now.Leader.StopAsync(default);
            await now.Duty.StopAsync(default);
        }

        await Eventually.HoldsAsync(() => hosts.Any(h => h.Duty.Runs.Contains(4)), "the fourth leads");
        hosts.SelectMany(h => h.Duty.Runs.Distinct()).Order().ToList().ShouldBe([1L, 2, 3, 4], "no epoch's duty is done by two processes");
        hosts.ShouldAllBe(h => h.Duty.Runs.Distinct().Count() == 1);
        foreach (var (leader, duty) in hosts)
        {
            await duty.StopAsync(default);
            await leader.StopAsync(default);
            duty.Dispose();
            leader.Dispose();
        }
    }

    private async Task<ConcurrentQueue<string>> EventsAsync()
    {
        var events = new ConcurrentQueue<string>();
        await bench.Channels.SubscribeAsync(
            LeaderService.Events,
            m =>
            {
                var e = JsonElement.Parse(m.Span);
                events.Enqueue($"{e.GetProperty("type")} {(e.TryGetProperty("newLeader", out var leader) ? leader : e.GetProperty("swarmId"))}");
                return Task.CompletedTask;
            },
            default);
        return events;
    }

    private sealed class CountingDuty(LeaderService leader) : LeaderDuty(leader, TimeSpan.FromHours(1), TimeProvider.System, NullLogger.Instance)
    {
        public ConcurrentQueue<long> Runs { get; } = new();

        protected override Task<DutyDone> PerformAsync(LeaderTerm term, CancellationToken cancellation)
        {
            Runs.Enqueue(term.Epoch);
            return Task.FromResult(DutyDone.Done);
        }
    }
}
