using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class StateTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly SwarmBench bench = new(redis.Client);

    private ISwarmStates States => bench.Services.GetRequiredService<ISwarmStates>();

    private ISwarmPublication Publication => bench.Services.GetRequiredService<ISwarmPublication>();

    [Fact]
    public async Task What_is_saved_is_loaded()
    {
        await bench.RegisterAsync("s1");

        var saved = Done(await States.SaveAsync("s1", Json("""{"data":"test data","list":[],"map":{}}"""), default));

        saved.Version.ShouldBe(1);
        var loaded = (await States.LoadAsync("s1", default)).ShouldNotBeNull();
        loaded.Document.GetRawText().ShouldBe(saved.Document.GetRawText());
        Text(loaded.Document, "data").ShouldBe("test data");
        loaded.Document.GetProperty("list").ValueKind.ShouldBe(JsonValueKind.Array);
        loaded.Document.GetProperty("map").ValueKind.ShouldBe(JsonValueKind.Object);
        (Text(loaded.Document, "swarmId"), loaded.Document.GetProperty("version").GetInt64()).ShouldBe(("s1", 1));
        loaded.Document.GetProperty("savedAt").GetDateTimeOffset().ShouldBe(loaded.SavedAt, TimeSpan.FromSeconds(5));
        (await States.SaveAsync("none", Json("{}"), default)).ShouldBeOfType<StateOutcome.Missing>();
        (await States.LoadAsync("none", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_version_that_is_said_counts_for_the_first_state_and_later_ones_only_rise()
    {
        await bench.RegisterAsync("s1");
        Done(await States.SaveAsync("s1", Json("""{"version":7}"""), default)).Version.ShouldBe(7);
        Done(await States.SaveAsync("s1", Json("""{"version":2}"""), default)).Version.ShouldBe(8);
        Done(await States.UpdateAsync("s1", Json("""{"version":1,"a":1}"""), default)).Version.ShouldBe(9);
    }

    [Fact]
    public async Task An_update_writes_over_fields_and_leaves_the_others()
    {
        await bench.RegisterAsync("s1");
        (await States.UpdateAsync("s1", Json("""{"a":1}"""), default)).ShouldBe(new StateOutcome.Nothing("state"));
        var saved = Done(await States.SaveAsync("s1", Json("""{"a":{"x":1,"y":2},"b":"kept"}"""), default));

        var updated = Done(await States.UpdateAsync("s1", Json("""{"a":{"x":3},"swarmId":"other"}"""), default));

        updated.Document.GetProperty("a").GetRawText().ShouldBe("""{"x":3}""");
        (Text(updated.Document, "b"), Text(updated.Document, "swarmId")).ShouldBe(("kept", "s1"));
        updated.Document.GetProperty("updatedAt").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(saved.SavedAt.AddSeconds(-1));
        updated.Document.GetProperty("savedAt").GetRawText().ShouldBe(saved.Document.GetProperty("savedAt").GetRawText());
    }

    [Fact]
    public async Task Concurrent_updates_lose_no_field()
    {
        await bench.RegisterAsync("s1");
        await States.SaveAsync("s1", Json("{}"), default);

        var versions = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i => Done(await States.UpdateAsync("s1", Json($$"""{"f{{i}}":{{i}}}"""), default)).Version));

        versions.ShouldBe(Enumerable.Range(2, 30).Select(v => (long)v), ignoreOrder: true);
        var state = (await States.LoadAsync("s1", default))!.Document;
        Enumerable.Range(0, 30).ShouldAllBe(i => state.GetProperty($"f{i}").GetInt32() == i);
    }

    [Fact]
    public async Task Restored_the_state_is_that_of_the_snapshot_and_newer_than_all_before()
    {
        await bench.RegisterAsync("s1");
        (await States.SnapshotAsync("s1", "", null, 0, default)).ShouldBe(new StateOutcome.Nothing("state"));
        await States.SaveAsync("s1", Json("""{"counter":1}"""), default);
        var snapshot = Kept(await States.SnapshotAsync("s1", "before", null, 0, default));
        snapshot.ShouldStartWith("snapshot_");
        var before = Done(await States.UpdateAsync("s1", Json("""{"counter":2}"""), default));

        var restored = Done(await States.RestoreAsync("s1", snapshot, default));

        restored.Document.GetProperty("counter").GetInt32().ShouldBe(1);
        restored.Version.ShouldBeGreaterThan(before.Version);
        Text(restored.Document, "restoredFrom").ShouldBe(snapshot);
        restored.Document.TryGetProperty("restoredAt", out _).ShouldBeTrue();
        (await States.RestoreAsync("s1", "snapshot_none", default)).ShouldBe(new StateOutcome.Nothing("snapshot_none"));
        (await States.SnapshotAsync("s1", snapshot, default))!.ShouldSatisfyAllConditions(s => s.Label.ShouldBe("before"), s => s.SwarmId.ShouldBe("s1"));
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_restores_nothing()
    {
        await bench.RegisterAsync("s1");
        await States.SaveAsync("s1", Json("""{"counter":1}"""), default);
        var snapshot = Kept(await States.SnapshotAsync("s1", "", null, 0, default));
        await bench.Database.StringSetAsync($"{bench.Prefix}:swarm:snapshot:s1:{snapshot}", "{broken");

        (await States.RestoreAsync("s1", snapshot, default)).ShouldBe(new StateOutcome.Unreadable(snapshot));
        (await States.LoadAsync("s1", default))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task At_most_ten_snapshots_and_ten_checkpoints_are_kept_with_their_bodies()
    {
        await bench.RegisterAsync("s1");
        await States.SaveAsync("s1", Json("""{"n":0}"""), default);
        var snapshots = new List<string>();
        var checkpoints = new List<string>();
        for (var i = 0; i < 13; i++)
        {
            snapshots.Add(Kept(await States.SnapshotAsync("s1", $"{i}", null, 0, default)));
            checkpoints.Add(Kept(await States.CheckpointAsync("s1", Json($$"""{"n":{{i}}}"""), default)));
        }

        (await States.SnapshotsAsync("s1", default)).Select(k => k.Id).ShouldBe(Enumerable.Reverse(snapshots).Take(10));
        (await States.CheckpointsAsync("s1", default)).Select(k => k.Id).ShouldBe(Enumerable.Reverse(checkpoints).Take(10));
        (await bench.KeysAsync("swarm:*")).ShouldBe(
            [.. snapshots.TakeLast(10).Select(s => $"swarm:snapshot:s1:{s}"), .. checkpoints.TakeLast(10).Select(c => $"swarm:checkpoint:s1:{c}")], ignoreOrder: true);
        (await States.LatestCheckpointAsync("s1", default)).Checkpoint!.Data.GetProperty("n").GetInt32().ShouldBe(12);
        (await bench.Database.KeyTimeToLiveAsync($"{bench.Prefix}:swarm:snapshot:s1:{snapshots[^1]}")).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task Only_the_host_that_has_a_swarm_keeps_snapshots_of_it_as_its_host()
    {
        await bench.Hosts.OfferAsync("h1", 5, default);
        await bench.RegisterAsync("s1");
        await States.SaveAsync("s1", Json("{}"), default);

        (await States.SnapshotAsync("s1", "automatic", "h1", 1, default)).ShouldBeOfType<StateOutcome.Kept>();
        (await States.SnapshotAsync("s1", "automatic", "h1", 0, default)).ShouldBeOfType<StateOutcome.Stale>();
        (await States.SnapshotAsync("s1", "automatic", "h2", 1, default)).ShouldBeOfType<StateOutcome.Stale>();
        (await bench.KeysAsync("swarm:snapshot:*")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("waiting", "complete", true)]
    [InlineData("waiting", "failed", true)]
    [InlineData("waiting", "timeout", true)]
    [InlineData("timeout", "waiting", true)]
    [InlineData("timeout", "complete", false)]
    [InlineData("timeout", "failed", false)]
    [InlineData("complete", "waiting", false)]
    [InlineData("complete", "failed", false)]
    [InlineData("complete", "timeout", false)]
    [InlineData("failed", "waiting", false)]
    [InlineData("failed", "complete", false)]
    [InlineData("failed", "timeout", false)]
    public async Task A_blocking_state_follows_the_table(string from, string to, bool allowed)
    {
        BlockingTransitions.Allows(from, to).ShouldBe(allowed);
        await bench.RegisterAsync("s1");
        await BlockAsync("c1", from);

        var outcome = await States.SaveBlockingAsync("s1", "c1", new(to), default);

        if (allowed)
            outcome.ShouldBeOfType<StateOutcome.Blocked>().State.Status.ShouldBe(to);
        else
            outcome.ShouldBe(new StateOutcome.Invalid(from, to));
        (await States.BlockingAsync("s1", "c1", default))!.Status.ShouldBe(allowed ? to : from);
    }

    [Fact]
    public async Task What_a_coordinator_waits_for_is_part_of_the_saved_state()
    {
        await bench.RegisterAsync("s1");
        await States.SaveBlockingAsync("s1", "c1", new("waiting", 5, "review", 3, "build"), default);

        var state = Done(await States.SaveAsync("s1", Json("{}"), default)).Document.GetProperty("blockingStates").GetProperty("c1");

        (Text(state, "status"), Text(state, "signalType"), Text(state, "phase"), Text(state, "swarmId"), Text(state, "coordinatorId")).ShouldBe(("waiting", "review", "build", "s1", "c1"));
        (state.GetProperty("iteration").GetInt32(), state.GetProperty("startTime").GetInt64()).ShouldBe((3, 5));
        state.GetProperty("timestamp").GetInt64().ShouldBeGreaterThan(0);
        (await States.ClearBlockingAsync("s1", "c1", default)).ShouldBe(true);
        (await States.ClearBlockingAsync("s1", "c1", default)).ShouldBe(false);
        (await States.ClearBlockingAsync("none", "c1", default)).ShouldBeNull();
        Done(await States.UpdateAsync("s1", Json("{}"), default)).Document.TryGetProperty("blockingStates", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_cannot_be_read_reads_as_none_and_is_left_out_of_lists()
    {
        await bench.RegisterAsync("s1");
        await BlockAsync("good", "waiting");
        await bench.Database.HashSetAsync(bench.Key("blocking:s1"), "bad", "{corrupted");

        (await States.BlockingAsync("s1", default)).ShouldHaveSingleItem().CoordinatorId.ShouldBe("good");
        (await States.BlockingAsync("s1", "bad", default)).ShouldBeNull();
        await BlockAsync("bad", "failed");
        (await States.BlockingAsync("s1", default)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(120)]
    public async Task All_coordinators_that_save_at_once_are_listed(int coordinators)
    {
        await bench.RegisterAsync("s1");
        await Task.WhenAll(Enumerable.Range(0, coordinators).Select(i => BlockAsync($"c{i:000}", "waiting")));

        (await States.BlockingAsync("s1", default)).Select(b => b.CoordinatorId).ShouldBe(Enumerable.Range(0, coordinators).Select(i => $"c{i:000}"));
    }

    [Fact]
    public async Task A_wait_begins_when_it_was_said_first_and_a_further_one_anew()
    {
        await bench.RegisterAsync("s1");
        var begun = await BlockAsync("c1", "waiting");
        begun.StartTime.ShouldBe(begun.Timestamp);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));

        var over = await BlockAsync("c1", "timeout");
        var again = await BlockAsync("c1", "waiting");

        (over.StartTime, over.Timestamp).ShouldSatisfyAllConditions(t => t.StartTime.ShouldBe(begun.StartTime), t => t.Timestamp.ShouldBeGreaterThanOrEqualTo(begun.Timestamp + 60_000));
        again.StartTime.ShouldBe(again.Timestamp);
        (await States.BlockingAsync("s1", "c1", default)).ShouldBe(again);
    }

    [Fact]
    public async Task Those_past_their_time_make_room_and_others_keep_their_own_time()
    {
        bench.Options.MaxBlockingStates = 2;
        await bench.RegisterAsync("s1");
        await BlockAsync("c1", "complete");
        bench.Clock.Advance(TimeSpan.FromHours(23));
        await BlockAsync("c2", "waiting");
        (await States.SaveBlockingAsync("s1", "c3", new("waiting"), default)).ShouldBe(new StateOutcome.Crowded(2));
        await BlockAsync("c2", "failed");

        await Publication.BlockingAsync("s1", default);
        (await bench.Database.KeyTimeToLiveAsync($"{bench.Prefix}:swarm:s1:blocking:c1")).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(1));
        bench.Clock.Advance(TimeSpan.FromHours(1));

        await BlockAsync("c3", "waiting");
        (await bench.Database.HashKeysAsync(bench.Key("blocking:s1"))).Select(k => (string)k!).ShouldBe(["c2", "c3"], ignoreOrder: true);
        await bench.Registry.DeregisterAsync("s1", "done", default);
        (await bench.KeysAsync("*block*")).ShouldBe(["swarm:s1:blocking:c1", "swarm:s1:blocking:c2"], ignoreOrder: true, "what is published goes with the news of its end");
    }

    [Fact]
    public async Task Of_concurrent_ends_of_one_wait_one_counts()
    {
        await bench.RegisterAsync("s1");
        await BlockAsync("c1", "waiting");

        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            (To: i % 2 == 0 ? "complete" : "failed", Outcome: await States.SaveBlockingAsync("s1", "c1", new(i % 2 == 0 ? "complete" : "failed"), default))));

        var end = (await States.BlockingAsync("s1", "c1", default))!.Status;
        ends.ShouldAllBe(e => (e.Outcome is StateOutcome.Blocked) == (e.To == end));
    }

    [Fact]
    public async Task Blocking_states_and_copies_last_a_day()
    {
        await bench.RegisterAsync("s1");
        await States.SaveAsync("s1", Json("{}"), default);
        await BlockAsync("c1", "complete");
        await Publication.BlockingAsync("s1", default);
        (await bench.Database.KeyTimeToLiveAsync($"{bench.Prefix}:swarm:s1:blocking:c1")).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        var old = Kept(await States.CheckpointAsync("s1", Json("{}"), default));
        bench.Clock.Advance(bench.Options.StateTtl);

        (await States.BlockingAsync("s1", default)).ShouldBeEmpty();
        await BlockAsync("c1", "waiting");
        Kept(await States.CheckpointAsync("s1", Json("{}"), default)).ShouldNotBe(old);
        (await States.CheckpointsAsync("s1", default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_swarm_is_active_when_its_state_is_saved_and_its_host_was_heard_of_in_either_order()
    {
        await bench.Hosts.OfferAsync("h1", 5, default);
        await bench.RegisterAsync("s1");
        await bench.RegisterAsync("s2");
        await States.SaveAsync("s1", Json("{}"), default);
        (await bench.GetAsync("s1")).Status.ShouldBe("initializing");

        await bench.BeatAsync("h1");

        (await bench.GetAsync("s1")).Status.ShouldBe("active");
        (await bench.GetAsync("s2")).Status.ShouldBe("initializing");
        await States.SaveAsync("s2", Json("{}"), default);
        (await bench.GetAsync("s2")).Status.ShouldBe("active");
    }

    [Fact]
    public async Task What_is_published_is_what_the_registry_has_and_goes_with_it()
    {
        await bench.ActiveAsync("s1");
        await States.SaveAsync("s1", Json("""{"a":1}"""), default);
        var snapshot = Kept(await States.SnapshotAsync("s1", "", null, 0, default));
        await BlockAsync("c1", "waiting");
        await Publication.SwarmAsync("s1", default);
        await Publication.StateAsync("s1", default);
        await Publication.BlockingAsync("s1", default);

        (await bench.KeysAsync("swarm:*")).ShouldBe(
            ["swarm:s1", "swarm:index", "swarm:status:active", "swarm:state:s1", "swarm:snapshot:s1:index", $"swarm:snapshot:s1:{snapshot}", "swarm:s1:blocking:c1"], ignoreOrder: true);
        Text(Json((string)(await bench.Database.StringGetAsync($"{bench.Prefix}:swarm:s1"))!), "status").ShouldBe("active");
        foreach (var key in new[] { "swarm:s1", "swarm:state:s1", "swarm:snapshot:s1:index" })
            (await bench.Database.KeyTimeToLiveAsync($"{bench.Prefix}:{key}")).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));

        await bench.Registry.DeregisterAsync("s1", "completed", default);
        await Publication.AllAsync("{}"u8.ToArray(), "{}"u8.ToArray(), default);
        await Publication.WithdrawAsync("s1", [$"snapshots:{snapshot}", "coordinators:c1"], default);

        (await bench.KeysAsync("swarm:*")).ShouldBe(["swarm:archive:s1", "swarm:archive:index", "swarm:metrics", "swarm:state:manager:stats"], ignoreOrder: true);
        (await bench.Database.KeyTimeToLiveAsync($"{bench.Prefix}:swarm:archive:s1")).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
    }

    private static JsonElement Json(string json) => JsonElement.Parse(json);

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();

    private static SwarmState Done(StateOutcome outcome) => outcome.ShouldBeOfType<StateOutcome.Done>().State;

    private static string Kept(StateOutcome outcome) => outcome.ShouldBeOfType<StateOutcome.Kept>().Copy.Id;

    private async Task<BlockingState> BlockAsync(string coordinator, string status) =>
        (await States.SaveBlockingAsync("s1", coordinator, new(status), default)).ShouldBeOfType<StateOutcome.Blocked>().State;
}
