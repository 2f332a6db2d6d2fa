using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>Hosts outside, as the commands have it, on the store's clock.</summary>
public sealed class ClientHostTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
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
    public async Task Heartbeats_keep_a_swarm_for_ten_minutes_and_without_them_it_is_interrupted_after_sixty_seconds()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        for (var n = 0; n < 20; n++)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(30));
            (await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } })).Dropped.ShouldBeEmpty();
        }

        (await world.Registry.GetAsync("alpha", default))!.ShouldSatisfyAllConditions(
            s => s.Status.ShouldBe(SwarmStatuses.Active), s => (s.Host, s.Client, s.Term).ShouldBe(("c1", "c1", 1)));
        world.Events.OfType<SwarmHealthIssue>().ShouldBeEmpty();

        await bench.PassAsync(TimeSpan.FromSeconds(61));
        await world.WaitForAsync("alpha", SwarmStatuses.Interrupted);
    }

    [Fact]
    public async Task Messages_come_in_order_until_they_are_acknowledged_and_again_when_an_answer_was_lost()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        foreach (var n in Enumerable.Range(0, 5))
            await bench.SendAsync("alpha", "alpha", $"m{n}");

        var first = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, maxMessages = 3 });
        ClientBench.Ids(first).ShouldBe(["m0", "m1", "m2"]);
        first.More.ShouldBeTrue();
        var next = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, acknowledged = ClientBench.Handled(first).Take(2) });
        ClientBench.Ids(next).ShouldBe(["m3", "m4"], "what was given comes once");

        var again = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, again = true });
        ClientBench.Ids(again).ShouldBe(["m2", "m3", "m4"], "what was not acknowledged, in its order");
        await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, acknowledged = ClientBench.Handled(again) });
        (await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, again = true })).Messages.ShouldBeEmpty();
        (await world.Host.Get<ISwarmInboxes>().FiguresAsync(default)).ShouldSatisfyAllConditions(f => f.Waiting.ShouldBe(0), f => f.Received.ShouldBe(5));
    }

    [Fact]
    public async Task The_same_question_twice_has_the_same_messages_and_a_late_one_takes_none()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.SendAsync("alpha", "alpha", "m0");
        object Asked(long sequence) => new { session = "s1", sequence, beats = new[] { alpha } };

        ClientBench.Ids(await bench.SyncAsync("c1", Asked(8))).ShouldBe(["m0"]);
        ClientBench.Ids(await bench.SyncAsync("c1", Asked(8))).ShouldBe(["m0"], "the transport brought it again");
        await bench.SyncAsync("c1", Asked(9));
        await bench.SendAsync("alpha", "alpha", "m1");
        (await bench.SyncAsync("c1", Asked(7))).Messages.ShouldBeEmpty();
        ClientBench.Ids(await bench.SyncAsync("c1", Asked(10))).ShouldBe(["m1"]);
    }

    [Fact]
    public async Task After_a_restart_within_its_time_the_host_has_its_swarms_and_what_was_not_acknowledged()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.SendAsync("alpha", "alpha", "m0");
        ClientBench.Ids(await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } })).ShouldBe(["m0"]);

        var anew = await bench.SyncAsync("c1", new { session = "s2", waitSeconds = 20 });
        anew.Hosted.ShouldHaveSingleItem().ShouldBe(new HostedSwarmTerm { SwarmId = "alpha", Term = 1, Status = SwarmStatuses.Active });
        anew.Messages.ShouldBeEmpty("it does not live in it yet");
        (await bench.DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "alpha", hostId = "c1" })).ShouldSatisfyAllConditions(
            c => c.Changed.ShouldBeFalse(), c => c.Swarm.Term.ShouldBe(1));
        ClientBench.Ids(await bench.SyncAsync("c1", new { session = "s2", beats = new[] { alpha } })).ShouldBe(["m0"]);

        var refused = await bench.RefusedAsync("c1", new { session = "s1", beats = new[] { alpha } });
        refused.Code.ShouldBe("host_taken");
        refused.Message.ShouldContain("choose another host id");
        (await bench.RejectedAsync("LeaveSwarmHost", new { hostId = "c1", session = "s1" })).Code.ShouldBe("host_taken");
    }

    [Fact]
    public async Task A_killed_host_s_swarm_is_recovered_by_a_stand_in_and_its_messages_wait_for_it()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.HostAsync("c2", "beta");
        await bench.PassAsync(TimeSpan.FromSeconds(61));
        await world.WaitForAsync("alpha", SwarmStatuses.Interrupted);
        await bench.SendAsync("beta", "alpha", "m0");
        await bench.PassAsync(TimeSpan.FromSeconds(11));

        (await world.WaitForAsync("alpha", SwarmStatuses.Active)).ShouldSatisfyAllConditions(s => s.Host.ShouldBe(bench.Daemon), s => s.Client.ShouldBe("c1"), s => s.Term.ShouldBe(2));
        await bench.SendAsync("beta", "alpha", "m1");
        await Eventually.HoldsAsync(() => world.Host.Get<HostedSwarms>().Find("alpha") is not null, "the stand-in keeps it");
        // It looks at all it hosts, and takes none of these.
        (await world.Host.Get<InboxService>().RunOnceAsync(default)).ShouldBe(0);
        (await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } })).Dropped.ShouldHaveSingleItem().Outcome.ShouldBe(DropOutcomes.StandIn);

        var claimed = await bench.DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "alpha", hostId = "c1" });
        (claimed.Changed, claimed.Swarm.Host, claimed.Swarm.Term).ShouldBe((true, "c1", 3));
        var back = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { new { swarmId = "alpha", term = 3 } } });
        ClientBench.Ids(back).ShouldBe(["m0", "m1"]);
        var handled = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { new { swarmId = "alpha", term = 3 } }, acknowledged = ClientBench.Handled(back), again = true });
        handled.Dropped.ShouldBeEmpty();
        ClientBench.Ids(handled).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_comes_back_while_its_swarm_is_interrupted_recovers_it_itself()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.PassAsync(TimeSpan.FromSeconds(61));
        await world.WaitForAsync("alpha", SwarmStatuses.Interrupted);

        var term = alpha.Term;
        await Eventually.HoldsAsync(
            async () =>
            {
                var answer = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { new { swarmId = "alpha", term } } });
                term = answer.Hosted.Single().Term;
                return answer.Hosted.Single().Status == SwarmStatuses.Active;
            },
            "it is active");
        (await world.Registry.GetAsync("alpha", default))!.Host.ShouldBe("c1");
    }

    [Fact]
    public async Task A_heartbeat_that_does_not_count_says_why()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        var beta = await bench.HostAsync("c1", "beta");
        var gamma = await bench.HostAsync("c1", "gamma");
        await bench.HostAsync("c2", "beta");
        await world.Registry.ChangeStatusAsync("gamma", SwarmStatuses.Completed, null, default);

        var answer = await bench.SyncAsync("c1", new
        {
            session = "s1", waitSeconds = 20, beats = new object[] { alpha with { Term = 7 }, beta, gamma, new { swarmId = "nobody", term = 1 } },
        });

        answer.Dropped.Select(d => (d.SwarmId, d.Term, d.Outcome)).ShouldBe(
            [("alpha", 7, DropOutcomes.Stale), ("beta", 1, DropOutcomes.Taken), ("gamma", 1, DropOutcomes.Ended), ("nobody", 1, DropOutcomes.Gone)]);
        answer.Hosted.Select(s => (s.SwarmId, s.Term)).ShouldBe([("alpha", 1L)]);
        (await world.Registry.GetAsync("beta", default))!.ShouldSatisfyAllConditions(s => s.Host.ShouldBe("c2"), s => s.Term.ShouldBe(2));
    }

    [Fact]
    public async Task Only_what_a_host_has_can_be_acknowledged_by_it()
    {
        await bench.HostAsync("c1", "alpha");
        var beta = await bench.HostAsync("c2", "beta");
        await bench.SendAsync("alpha", "beta", "m0");
        var given = await bench.SyncAsync("c2", new { session = "s1", beats = new[] { beta } });

        await bench.SyncAsync("c1", new { session = "s1", acknowledged = ClientBench.Handled(given) });
        await bench.SyncAsync("c2", new { session = "s1", acknowledged = new[] { new { swarmId = "beta", position = "1-1" } } });

        ClientBench.Ids(await bench.SyncAsync("c2", new { session = "s1", beats = new[] { beta }, again = true })).ShouldBe(["m0"]);
    }

    [Fact]
    public async Task A_swarm_is_given_to_a_host_that_has_signed_and_to_no_other()
    {
        var unknown = await bench.RejectedAsync("RegisterSwarm", new { swarmId = "alpha", hostId = "nobody" });
        (unknown.Code, unknown.Message.Contains("/api/swarm-hosts/nobody/sync", StringComparison.Ordinal)).ShouldBe(("unknown_host", true), unknown.Message);
        (await bench.RejectedAsync("RegisterSwarm", new { swarmId = "alpha", hostId = bench.Daemon })).Code.ShouldBe("unknown_host");
        (await bench.RefusedAsync(bench.Daemon, new { session = "s1" })).Code.ShouldBe("host_taken");
        (await bench.RejectedAsync("GetSwarm", new { swarmId = "alpha" })).Code.ShouldBe("not_found");

        await bench.SyncAsync("c1", new { });
        await bench.DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "alpha", hostId = "c1", objective = "a" });
        (await bench.RejectedAsync("RegisterSwarm", new { swarmId = "alpha", hostId = "c1", objective = "b" })).Code.ShouldBe("id_conflict");
        (await bench.DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "alpha", hostId = "c1" })).Swarm.Objective.ShouldBe("a");
        await world.Registry.ChangeStatusAsync("alpha", SwarmStatuses.Failed, null, default);
        (await bench.RejectedAsync("RegisterSwarm", new { swarmId = "alpha", hostId = "c1" })).Code.ShouldBe("wrong_state");
    }

    [Fact]
    public async Task Without_room_it_has_its_own_and_with_room_what_nobody_hosts()
    {
        await bench.HostAsync("c1", "alpha");
        await world.Host.Get<ISwarmHosts>().OfferAsync(bench.Daemon, 0, default);
        world.Host.Get<Microsoft.Extensions.Options.IOptionsMonitor<Swarm.Messaging.Swarms.SwarmsOptions>>().CurrentValue.HostSwarms = false;
        await Eventually.HoldsAsync(async () => await world.Database.SortedSetLengthAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:hosts") == 1, "the host of the system has left");
        (await bench.DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "free" })).Swarm.Host.ShouldBeNull();
        (await bench.SyncAsync("c1", new { session = "s1" })).Hosted.Select(s => s.SwarmId).ShouldBe(["alpha"]);

        (await bench.SyncAsync("c2", new { session = "s1", capacity = 1 })).Hosted.Select(s => s.SwarmId).ShouldBe(["free"]);

        await bench.DoneAsync<SwarmHostLeft>("LeaveSwarmHost", new { hostId = "c1", session = "s1" });
        (await bench.SyncAsync("c2", new { session = "s1", capacity = 9 })).Hosted.Select(s => s.SwarmId).ShouldBe(["free"], "another's own is for hosts of the system");
    }

    [Fact]
    public async Task A_host_gives_up_one_swarm_or_leaves_with_all()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.HostAsync("c1", "beta");

        (await bench.DoneAsync<SwarmHostLeft>("LeaveSwarmHost", new { hostId = "c1", session = "s1", swarmIds = new[] { "beta", "nobody" } })).SwarmIds.ShouldBe(["beta"]);
        (await world.Registry.GetAsync("beta", default))!.Host.ShouldBe(bench.Daemon);
        (await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } })).Hosted.Select(s => s.SwarmId).ShouldBe(["alpha"]);

        (await bench.DoneAsync<SwarmHostLeft>("LeaveSwarmHost", new { hostId = "c1", session = "s1" })).SwarmIds.ShouldBe(["alpha"]);
        (await bench.DoneAsync<SwarmHostLeft>("LeaveSwarmHost", new { hostId = "c1", session = "s1" })).SwarmIds.ShouldBeEmpty();
        (await world.Registry.GetAsync("alpha", default))!.ShouldSatisfyAllConditions(
            s => s.Host.ShouldBe(bench.Daemon), s => s.Status.ShouldBe(SwarmStatuses.Active), s => s.Term.ShouldBe(2));
        (await bench.RejectedAsync("RegisterSwarm", new { swarmId = "gamma", hostId = "c1" })).Code.ShouldBe("unknown_host");
    }

    [Fact]
    public async Task Its_state_is_kept_by_itself()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        (await world.States.LoadAsync("alpha", default)).ShouldNotBeNull().Document.TryGetProperty("initializedAt", out _).ShouldBeTrue();
        await world.PassAsync(TimeSpan.FromSeconds(200));
        await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });
        (await world.States.SnapshotsAsync("alpha", default)).ShouldBeEmpty();

        await world.PassAsync(TimeSpan.FromSeconds(101));
        await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });
        await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });

        var kept = (await world.States.SnapshotsAsync("alpha", default)).ShouldHaveSingleItem();
        (await world.States.SnapshotAsync("alpha", kept.Id, default))!.Label.ShouldBe(SwarmHosting.AutomaticLabel);
    }

    [Fact]
    public async Task An_answer_has_at_most_eight_mebibytes()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        foreach (var n in Enumerable.Range(0, 10))
            await bench.DoneAsync<SwarmMessageSent>("SendSwarmMessage", new { from = "alpha", to = "alpha", messageId = $"m{n}", payload = new { type = "note", text = new string('x', 1_000_000) } });

        var first = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });
        var second = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });

        ClientBench.Ids(first).ShouldBe(Enumerable.Range(0, 8).Select(n => $"m{n}"));
        first.More.ShouldBeTrue();
        ClientBench.Ids(second).ShouldBe(["m8", "m9"]);
    }

    [Fact]
    public async Task A_question_that_waits_is_woken_by_a_message_and_by_a_change()
    {
        await bench.HostAsync("c1", "alpha");
        var syncs = bench.Standing();
        const string asked = """{"hostId":"c1","session":"s1","waitSeconds":20,"beats":[{"swarmId":"alpha","term":1}]}""";
        await bench.SyncAsync("c1", new { session = "s1", beats = new[] { new { swarmId = "alpha", term = 1 } } });

        var waiting = syncs.AnswerAsync(ClientBench.Read(asked), default);
        await bench.SendAsync("alpha", "alpha", "m0");
        ClientBench.Ids((await waiting.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeOfType<SwarmHostSynced>()).ShouldBe(["m0"]);

        waiting = syncs.AnswerAsync(ClientBench.Read(asked), default);
        await bench.DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "beta", hostId = "c1" });
        (await waiting.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeOfType<SwarmHostSynced>().Hosted.Select(s => s.SwarmId).Order().ShouldBe(["alpha", "beta"]);
    }

    [Fact]
    public async Task Where_all_swarms_live_outside_one_of_them_leads_all_the_same()
    {
        await bench.HostAsync("c1", "alpha");
        await bench.HostAsync("c2", "beta");

        await Eventually.HoldsAsync(() => world.Host.Get<LeaderService>().Term?.SwarmId == "alpha", "the oldest leads");
        await bench.HostAsync("c3", "gamma");
        await world.Registry.ChangeStatusAsync("alpha", SwarmStatuses.Completed, null, default);
        await Eventually.HoldsAsync(() => world.Host.Get<LeaderService>().Term?.SwarmId == "beta", "the next leads");
    }

    [Theory]
    [InlineData("""{"hostId":"a/b"}""", "hostId")]
    [InlineData("""{}""", "hostId")]
    [InlineData("""{"hostId":"c1","waitSeconds":21}""", "waitSeconds")]
    [InlineData("""{"hostId":"c1","maxMessages":1001}""", "maxMessages")]
    [InlineData("""{"hostId":"c1","capacity":-1}""", "capacity")]
    [InlineData("""{"hostId":"c1","sequence":0}""", "sequence")]
    [InlineData("""{"hostId":"c1","session":"a b"}""", "session")]
    [InlineData("""{"hostId":"c1","beats":[{"swarmId":"a"}]}""", "beats[0].term")]
    [InlineData("""{"hostId":"c1","beats":["a"]}""", "beats[0]")]
    [InlineData("""{"hostId":"c1","acknowledged":[{"swarmId":"a","position":"*"}]}""", "acknowledged[0].position")]
    [InlineData("""{"hostId":"c1","acknowledged":[{"swarmId":"a","position":"99999999999999999999-0"}]}""", "acknowledged[0].position")]
    [InlineData("""{"hostId":"c1","skip":"a"}""", "skip")]
    public async Task What_is_wrong_with_it_is_said(string body, string field)
    {
        var rejected = await bench.RejectedAsync("SyncSwarmHost", JsonElement.Parse(body));
        rejected.Violations.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Fact]
    public async Task Lists_have_bounds()
    {
        var many = Enumerable.Range(0, 1_001).Select(n => new { swarmId = $"s{n}", term = 1, position = "1-1" }).ToArray();
        (await bench.RefusedAsync("c1", new { beats = many })).Violations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(v => v.Field.ShouldBe("beats"), v => v.Code.ShouldBe("too_large"));
        (await bench.RefusedAsync("c1", new { acknowledged = many })).Violations.ShouldHaveSingleItem().Field.ShouldBe("acknowledged");
        (await bench.RejectedAsync("LeaveSwarmHost", new { hostId = "c1", swarmIds = many.Select(m => m.swarmId) })).Violations.ShouldHaveSingleItem().Field.ShouldBe("swarmIds");
        (await bench.SyncAsync("c1", new { beats = many.Take(1_000), acknowledged = many.Take(1_000) })).Dropped.Count.ShouldBe(1_000);
    }
}
