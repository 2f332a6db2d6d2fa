using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class RegistryTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SwarmBench bench = new(redis.Client);

    [Fact]
    public async Task A_swarm_has_the_defaults_of_what_was_not_said()
    {
        var swarm = await bench.RegisterAsync("s1");

        swarm.ShouldSatisfyAllConditions(
            s => s.Objective.ShouldBe(SwarmDefinition.NoObjective), s => s.Strategy.ShouldBe("development"), s => s.Mode.ShouldBe("mesh"), s => s.Topology.ShouldBe("mesh"),
            s => s.MaxAgents.ShouldBe(10), s => s.Status.ShouldBe(SwarmStatuses.Initializing), s => s.Version.ShouldBe(1), s => s.Metadata.Creator.ShouldBe("system"),
            s => s.Metadata.Phase.ShouldBe("unknown"), s => s.Metadata.Priority.ShouldBe("normal"), s => s.Host.ShouldBeNull(), s => s.LastHeartbeat.ShouldBe(s.CreatedAt));
        (await bench.GetAsync("s1")).ShouldBeEquivalentTo(swarm);
    }

    [Fact]
    public async Task Registered_again_it_is_the_same_or_a_conflict()
    {
        await bench.RegisterAsync("s1", new SwarmDefinition { Objective = "a" });

        (await bench.Registry.RegisterAsync("s1", new SwarmDefinition { Objective = "a" }, default)).ShouldBeOfType<RegisterOutcome.Known>().New.ShouldBeFalse();
        (await bench.Registry.RegisterAsync("s1", new SwarmDefinition { Objective = "b" }, default)).ShouldBeOfType<RegisterOutcome.Conflict>().Swarm.Objective.ShouldBe("a");
        (await bench.ToldAsync("s1")).ShouldBe(["registered"]);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public async Task Of_concurrent_registrations_as_many_as_may_be_are_taken(int registrations, int taken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, registrations).Select(i => bench.Registry.RegisterAsync($"s{i}", new SwarmDefinition(), default)));

        answers.Count(a => a is RegisterOutcome.Known).ShouldBe(taken);
        answers.OfType<RegisterOutcome.Full>().ShouldAllBe(f => f.Limit == 100);
        (await bench.Registry.FiguresAsync(default)).ShouldSatisfyAllConditions(f => f.Active.ShouldBe(taken), f => f.TotalRegistered.ShouldBe(taken));
        var names = (await bench.Registry.ListAsync(new SwarmFilter(), default)).Select(s => s.Order).ToList();
        names.Count.ShouldBe(taken);
        names.ShouldBe(names.OrderDescending());
    }

    [Fact]
    public async Task A_place_that_nobody_holds_any_more_is_free_before_anybody_looked()
    {
        bench.Options.MaxActive = 1;
        await bench.RegisterAsync("old");
        bench.Clock.Advance(bench.Options.InterruptAfter);

        await bench.RegisterAsync("new");

        (await bench.GetAsync("old")).Status.ShouldBe(SwarmStatuses.Interrupted);
        (await bench.Registry.ChangeStatusAsync("old", SwarmStatuses.Recovering, null, default)).ShouldBe(new ChangeOutcome.Full(1));
    }

    [Fact]
    public async Task The_script_allows_what_the_table_allows()
    {
        var reply = (string[])(await bench.Services.GetRequiredService<SwarmRedis>().RunAsync(SwarmScripts.Script("transitions"), default))!;

        reply.Chunk(2).Select(t => $"{t[0]}->{t[1]}").ShouldBe(
            SwarmStatuses.All.SelectMany(from => SwarmTransitions.From(from).Select(to => $"{from}->{to}")), ignoreOrder: true);
    }

    [Fact]
    public async Task A_status_that_may_not_follow_is_refused_and_changes_nothing()
    {
        await bench.ActiveAsync("s1");
        await bench.ChangeAsync("s1", SwarmStatuses.Completed);
        await bench.RegisterAsync("s2");
        var before = await bench.GetAsync("s1");

        (await bench.Registry.ChangeStatusAsync("s1", SwarmStatuses.Active, null, default)).ShouldBe(new ChangeOutcome.Invalid("completed", "active"));
        (await bench.Registry.ChangeStatusAsync("s2", SwarmStatuses.Recovering, null, default)).ShouldBe(new ChangeOutcome.Invalid("initializing", "recovering"));
        (await bench.Registry.ChangeStatusAsync("none", SwarmStatuses.Active, null, default)).ShouldBeOfType<ChangeOutcome.Missing>();
        (await bench.GetAsync("s1")).ShouldBeEquivalentTo(before);
    }

    [Fact]
    public async Task What_is_said_of_a_swarm_changes_and_its_id_and_creation_stay()
    {
        var before = await bench.RegisterAsync("s1", new SwarmDefinition { Objective = "a" });
        bench.Clock.Advance(Second);

        var done = (await bench.Registry.UpdateAsync("s1", s => s with { Objective = "b", Agents = [JsonElement.Parse("""{"id":"x"}""")] }, "active", default))
            .ShouldBeOfType<ChangeOutcome.Done>();

        done.OldStatus.ShouldBe("initializing");
        done.Swarm.ShouldSatisfyAllConditions(
            s => s.Id.ShouldBe("s1"), s => s.CreatedAt.ShouldBe(before.CreatedAt), s => s.LastActivity.ShouldBeGreaterThan(before.LastActivity), s => s.Objective.ShouldBe("b"),
            s => s.Status.ShouldBe("active"), s => s.Version.ShouldBeGreaterThan(before.Version), s => s.LastHeartbeat.ShouldBe(before.LastHeartbeat), s => s.Metrics.AgentsSpawned.ShouldBe(1));
        (await bench.Registry.ListAsync(new SwarmFilter(Status: "active"), default)).ShouldHaveSingleItem().Id.ShouldBe("s1");
        (await bench.Registry.ListAsync(new SwarmFilter(Status: "initializing"), default)).ShouldBeEmpty();
        (await bench.Registry.FiguresAsync(default)).TotalAgents.ShouldBe(1);
    }

    [Fact]
    public async Task Updates_at_once_lose_nothing()
    {
        await bench.RegisterAsync("s1");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bench.Registry.UpdateAsync(
            "s1", s => s with { Metadata = s.Metadata with { Tags = [.. s.Metadata.Tags, $"t{i}"] } }, null, default)));

        (await bench.GetAsync("s1")).Metadata.Tags.ShouldBe(Enumerable.Range(0, 20).Select(i => $"t{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_list_is_filtered_and_begins_with_the_newest()
    {
        await bench.ActiveAsync("a", new SwarmDefinition { Objective = "Build the API", Metadata = new SwarmMetadata { Phase = "one" } });
        await bench.RegisterAsync("b", new SwarmDefinition { Objective = "rebuild", Strategy = "devops", Mode = "hierarchical" });
        await bench.RegisterAsync("c", new SwarmDefinition { Objective = "other" });

        async Task<string> Ids(SwarmFilter filter) => string.Join(' ', (await bench.Registry.ListAsync(filter, default)).Select(s => s.Id));
        (await Ids(new SwarmFilter())).ShouldBe("c b a");
        (await Ids(new SwarmFilter(Limit: 2))).ShouldBe("c b");
        (await Ids(new SwarmFilter(Objective: "^(re)?BUILD"))).ShouldBe("b a");
        (await Ids(new SwarmFilter(Status: "active"))).ShouldBe("a");
        (await Ids(new SwarmFilter(Strategy: "devops"))).ShouldBe("b");
        (await Ids(new SwarmFilter(Mode: "hierarchical"))).ShouldBe("b");
        (await Ids(new SwarmFilter(Phase: "one"))).ShouldBe("a");
    }

    [Fact]
    public async Task A_heartbeat_never_undoes_a_status_and_a_status_is_no_heartbeat()
    {
        await bench.Hosts.OfferAsync("h1", 10, default);
        await bench.ActiveAsync("s1");
        (await bench.BeatAsync("h1")).ShouldBe([BeatOutcome.Ok]);
        var beat = (await bench.GetAsync("s1")).LastHeartbeat;
        bench.Clock.Advance(Second);

        var interrupted = await bench.ChangeAsync("s1", SwarmStatuses.Interrupted, "by hand");
        interrupted.LastHeartbeat.ShouldBe(beat);
        interrupted.Metadata.ShouldSatisfyAllConditions(m => m.InterruptedAt.ShouldNotBeNull(), m => m.Reason.ShouldBe("by hand"));

        (await bench.BeatAsync("h1")).ShouldBe([BeatOutcome.Interrupted]);
        (await bench.BeatAsync("h1")).ShouldBe([BeatOutcome.Interrupted]);
        (await bench.GetAsync("s1")).ShouldSatisfyAllConditions(s => s.Status.ShouldBe("interrupted"), s => s.LastHeartbeat.ShouldBeGreaterThan(beat), s => s.Version.ShouldBe(interrupted.Version));
        (await bench.ToldAsync("s1")).Count(what => what == "returned").ShouldBe(1);
        await bench.ChangeAsync("s1", SwarmStatuses.Failed);
        (await bench.Registry.HeartbeatAsync("h1", [new("s1", 1), new("none", 1)], default)).ShouldBe([BeatOutcome.Ended, BeatOutcome.Gone]);
    }

    [Fact]
    public async Task Heartbeats_in_ten_minutes_keep_a_swarm_and_without_them_it_is_interrupted_after_sixty_seconds()
    {
        await bench.Hosts.OfferAsync("h1", 10, default);
        await bench.ActiveAsync("s1");
        for (var beat = 0; beat < 40; beat++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(15));
            await bench.BeatAsync("h1");
            (await bench.Registry.WatchAsync(default)).Interrupted.ShouldBeEmpty();
        }

        bench.Clock.Advance(bench.Options.InterruptAfter - TimeSpan.FromSeconds(10));
        (await bench.Registry.WatchAsync(default)).Interrupted.ShouldBeEmpty();
        (await bench.Registry.DiscoverInterruptedAsync(default)).ShouldBeEmpty();
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        (await bench.Registry.DiscoverInterruptedAsync(default)).ShouldBe(["s1"]);
        (await bench.Registry.WatchAsync(default)).Interrupted.ShouldBe(["s1"]);
        (await bench.Registry.DiscoverInterruptedAsync(default)).ShouldBe(["s1"]);

        (await bench.GetAsync("s1")).Metadata.Reason.ShouldBe("heartbeat_timeout");
        (await bench.Registry.FiguresAsync(default)).Active.ShouldBe(0);
    }

    [Fact]
    public async Task Only_the_host_and_term_that_have_a_swarm_speak_for_it()
    {
        await bench.Hosts.OfferAsync("h1", 10, default);
        await bench.RegisterAsync("s1");
        (await bench.Hosts.HostedAsync("h1", default)).ShouldHaveSingleItem().Term.ShouldBe(1);
        await bench.Hosts.OfferAsync("h2", 10, default);
        (await bench.Hosts.LeaveAsync("h1", default)).ShouldBe(["s1"]);

        (await bench.Hosts.HostedAsync("h2", default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.SwarmId.ShouldBe("s1"), s => s.Term.ShouldBe(2));
        (await bench.Registry.HeartbeatAsync("h1", [new("s1", 1)], default)).ShouldBe([BeatOutcome.Stale]);
        (await bench.Registry.HeartbeatAsync("h2", [new("s1", 1)], default)).ShouldBe([BeatOutcome.Stale]);
        (await bench.Registry.HeartbeatAsync("h2", [new("s1", 2)], default)).ShouldBe([BeatOutcome.Ok]);
    }

    [Fact]
    public async Task Swarms_go_to_the_emptiest_live_host_and_wait_for_one_when_there_is_none()
    {
        await bench.RegisterAsync("s0");
        (await bench.GetAsync("s0")).Host.ShouldBeNull();
        await bench.Hosts.OfferAsync("h1", 2, default);
        (await bench.GetAsync("s0")).Host.ShouldBe("h1");
        await bench.Hosts.OfferAsync("h2", 10, default);
        foreach (var n in Enumerable.Range(1, 5))
            await bench.RegisterAsync($"s{n}");

        (await bench.Hosts.HostedAsync("h1", default)).Count.ShouldBe(2);
        (await bench.Hosts.HostedAsync("h2", default)).Count.ShouldBe(4);
        bench.Clock.Advance(bench.Options.HostSilence);
        (await bench.RegisterAsync("s6")).Host.ShouldBeNull();
        (await bench.Registry.WatchAsync(default)).Housed.ShouldBeEmpty();
        await bench.Hosts.OfferAsync("h3", 10, default);
        (await bench.GetAsync("s6")).Host.ShouldBe("h3");
    }

    [Fact]
    public async Task What_is_deregistered_is_only_in_the_archive_and_for_seven_days()
    {
        await bench.Hosts.OfferAsync("h1", 10, default);
        await bench.ActiveAsync("s1", new SwarmDefinition { Agents = [JsonElement.Parse("1")] });
        await bench.RegisterAsync("s2");
        bench.Clock.Advance(Second);

        (await bench.Registry.DeregisterAsync("s1", "completed", default)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            s => s.ArchiveReason.ShouldBe("completed"), s => s.Lifetime!.Value.ShouldBeGreaterThanOrEqualTo(1_000), s => s.ArchivedAt.ShouldNotBeNull());
        await bench.Registry.DeregisterAsync("s2", "failed", default);

        (await bench.Registry.DeregisterAsync("s1", "completed", default)).ShouldBeNull();
        (await bench.Registry.GetAsync("s1", default)).ShouldBeNull();
        (await bench.Registry.ArchiveAsync(10, default)).ShouldBe(["s1", "s2"], ignoreOrder: true);
        await bench.Registry.AcknowledgeAsync(await bench.Registry.NewsAsync(100, default));
        (await bench.KeysAsync()).Select(k => k["swarm-messaging:{swarms}:".Length..]).ShouldBe(
            ["archive", "archive:s1", "archive:s2", "totals", "hosts", "host:h1", "news"], ignoreOrder: true);
        (await bench.Registry.FiguresAsync(default)).ShouldSatisfyAllConditions(
            f => f.Active.ShouldBe(0), f => f.Completed.ShouldBe(1), f => f.Failed.ShouldBe(1), f => f.TotalAgents.ShouldBe(0), f => f.Archived.ShouldBe(2));

        bench.Clock.Advance(bench.Options.ArchiveRetention);
        (await bench.Registry.CleanUpAsync(default)).Archives.ShouldBe(["s1", "s2"], ignoreOrder: true);
        (await bench.Registry.ArchivedAsync("s1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_s_swarms_leave_index_and_sets_after_a_day()
    {
        await bench.ActiveAsync("s1");
        await bench.ChangeAsync("s1", SwarmStatuses.Completed);
        bench.Clock.Advance(bench.Options.SwarmTtl - Second);
        (await bench.Registry.CleanUpAsync(default)).Expired.ShouldBeEmpty();
        bench.Clock.Advance(Second);

        (await bench.Registry.CleanUpAsync(default)).Expired.ShouldBe(["s1"]);

        (await bench.Registry.ListAsync(new SwarmFilter(), default)).ShouldBeEmpty();
        (await bench.Registry.FiguresAsync(default)).ShouldSatisfyAllConditions(f => f.ByStatus.Values.ShouldAllBe(n => n == 0), f => f.Completed.ShouldBe(1));
        (await bench.Registry.ArchivedAsync("s1", default))!.ArchiveReason.ShouldBe("expired");
    }

    [Fact]
    public async Task An_id_that_is_used_again_goes_on_from_the_version_of_its_predecessor()
    {
        await bench.ActiveAsync("s1");
        var archived = (await bench.Registry.DeregisterAsync("s1", "completed", default))!;

        (await bench.RegisterAsync("s1")).ShouldSatisfyAllConditions(s => s.Version.ShouldBeGreaterThan(archived.Version), s => s.Status.ShouldBe("initializing"));
    }
}
