using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class FacadeCommandTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartAsync(redis.Server.Port);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_swarm_and_its_state_change_in_one_step()
    {
        await ActiveAsync("s1");
        await world.TellAsync("SaveSwarmState", new { swarmId = "s1", state = new { own = 1, kept = true } });

        var done = (await world.TellAsync("UpdateSwarmState", new { swarmId = "s1", changes = new { status = "completed", objective = "done", agents = new[] { new { id = "a" } }, own = 2 } }))
            .ShouldBeOfType<SwarmStateUpdated>();

        done.Swarm.ShouldSatisfyAllConditions(s => s.Status.ShouldBe("completed"), s => s.Objective.ShouldBe("done"), s => s.Agents.Count.ShouldBe(1));
        done.State.ShouldSatisfyAllConditions(
            s => s.GetProperty("status").GetString().ShouldBe("completed"), s => s.GetProperty("own").GetInt32().ShouldBe(2), s => s.GetProperty("kept").GetBoolean().ShouldBeTrue());
        (await world.Registry.GetAsync("s1", default)).ShouldNotBeNull().Status.ShouldBe("completed");
        (await world.States.LoadAsync("s1", default)).ShouldNotBeNull().Version.ShouldBe(done.Version);
        await world.HearAsync<StateUpdated>("s1");
    }

    [Fact]
    public async Task What_is_refused_changes_neither()
    {
        await ActiveAsync("s1");
        var before = (await world.States.LoadAsync("s1", default))!.Version;

        (await RejectedAsync(new { swarmId = "s1", changes = new { status = "recovering", own = 2 } })).Code.ShouldBe("invalid_transition");
        (await RejectedAsync(new { swarmId = "s1", changes = new { strategy = "luck", own = 2 } })).Code.ShouldBe("invalid");
        (await RejectedAsync(new { swarmId = "s1", changes = 7 })).Code.ShouldBe("invalid");
        (await RejectedAsync(new { swarmId = "none", changes = new { own = 2 } })).Code.ShouldBe("not_found");

        (await world.States.LoadAsync("s1", default))!.Version.ShouldBe(before);
        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe("active");
    }

    [Fact]
    public async Task Of_concurrent_changes_to_both_no_field_is_lost()
    {
        await ActiveAsync("s1");
        var before = (await world.States.LoadAsync("s1", default))!.Version;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            var changes = new Dictionary<string, object> { [$"f{n}"] = n, ["maxAgents"] = n + 1 };
            (await world.TellAsync("UpdateSwarmState", new { swarmId = "s1", changes })).ShouldBeOfType<SwarmStateUpdated>();
        }));

        var (state, swarm) = ((await world.States.LoadAsync("s1", default))!, (await world.Registry.GetAsync("s1", default))!);
        Enumerable.Range(0, 20).ShouldAllBe(n => state.Document.GetProperty($"f{n}").GetInt32() == n);
        state.Version.ShouldBe(before + 20);
        state.Document.GetProperty("maxAgents").GetInt32().ShouldBe(swarm.MaxAgents, "they were changed in one step");
    }

    [Fact]
    public async Task All_interrupted_swarms_are_found_and_recovered_by_one_command()
    {
        string[] ids = ["s1", "s2", "s3"];
        foreach (var id in ids.Append("well"))
            await ActiveAsync(id);
        foreach (var id in ids)
            await world.Registry.ChangeStatusAsync(id, SwarmStatuses.Interrupted, "test", default);

        (await world.TellAsync("DiscoverInterruptedSwarms", new { })).ShouldBeOfType<InterruptedSwarms>().SwarmIds.ShouldBe(ids);
        var recovered = (await world.TellAsync("RecoverInterruptedSwarms", new { })).ShouldBeOfType<InterruptedSwarmsRecovered>();

        recovered.Total.ShouldBe(3);
        recovered.Results.Select(r => r.SwarmId).ShouldBe(ids);
        recovered.Results.ShouldAllBe(r => r.Success && r.RecoveryPlan != null);
        foreach (var id in ids)
            await world.WaitForAsync(id, SwarmStatuses.Active);
        (await world.TellAsync("RecoverInterruptedSwarms", new { })).ShouldBeOfType<InterruptedSwarmsRecovered>().Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_state_that_is_read_from_the_store_is_told_and_a_process_tells_when_it_is_ready()
    {
        await ActiveAsync("s1");
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");

        await world.TellAsync("GetSwarm", new { swarmId = "s1" });
        await ear.HearAsync("state_loaded");
        await using var second = await SwarmWorld.StartAsync(redis.Server.Port, prefix: world.Prefix, clock: world.Host.Clock);

        await ear.HearAsync("initialized", InitializedEvents.Parts.Count);
        ear.Of("initialized").Select(m => m.GetProperty("part").GetString()).ShouldBe(InitializedEvents.Parts, ignoreOrder: true);
    }

    [Fact]
    public async Task A_hundred_states_that_cannot_be_read_within_an_hour_are_an_alert_until_the_hour_is_over()
    {
        await ActiveAsync("s1");
        world.Host.Get<IOptionsMonitor<SwarmsOptions>>().CurrentValue.StateErrorAlert.ShouldBe(100);
        await world.Database.HashSetAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:state:s1", "doc", "{broken");

        for (var n = 0; n < 101; n++)
            (await world.TellAsync("SnapshotSwarm", new { swarmId = "s1" })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("unreadable");
        await LookAsync();

        (await world.Host.Get<IAlertStore>().ListActiveAsync(default)).ShouldContain(a => a.Name == AlertNames.StateErrors && a.Value > 100);
        (await world.Host.Get<SwarmStatistics>().ReadAsync(default)).State.Errors.ShouldBeGreaterThanOrEqualTo(101);

        world.Host.Clock.Advance(TimeSpan.FromMinutes(61));
        await LookAsync();

        (await world.Host.Get<IAlertStore>().ListActiveAsync(default)).ShouldNotContain(a => a.Name == AlertNames.StateErrors);
    }

    private async Task LookAsync()
    {
        await world.Host.Get<SwarmWatch>().RunOnceAsync(default);
        await world.Host.Get<TaskAlerts>().RunOnceAsync(default);
    }

    private async Task ActiveAsync(string id)
    {
        await Eventually.HoldsAsync(async () => await world.Database.SortedSetLengthAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:hosts") >= 1, "the process offers to host");
        await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
        await world.WaitForAsync(id, SwarmStatuses.Active);
    }

    private async Task<CommandRejected> RejectedAsync(object message) => (await world.TellAsync("UpdateSwarmState", message)).ShouldBeOfType<CommandRejected>();
}
