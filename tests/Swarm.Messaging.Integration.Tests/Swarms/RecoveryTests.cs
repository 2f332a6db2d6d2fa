using System.Text.Json;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Interruption and recovery on the store's clock; the test itself is the process that hosts.</summary>
public sealed class RecoveryTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Process = "p1";

    private static readonly JsonElement ThreeTasks = JsonElement.Parse(
        """{"tasks":[{"id":"a","status":"completed"},{"id":"b","status":"in_progress"},{"id":"c","status":"pending"}],"agents":[{"id":"x"}],"status":"active"}""");

    private SwarmWorld world = null!;

    private ISwarmHosts Hosts => world.Host.Get<ISwarmHosts>();

    public async Task InitializeAsync() => world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Heartbeats_stop_and_it_is_interrupted_after_sixty_seconds_and_recovered_ten_later()
    {
        await ActiveAsync("s1");
        await world.PassAsync(TimeSpan.FromSeconds(55));
        (await world.Host.Get<SwarmWatch>().RunOnceAsync(default)).Interrupted.ShouldBeEmpty();

        await world.PassAsync(TimeSpan.FromSeconds(5));
        var interrupted = await world.WaitForAsync("s1", SwarmStatuses.Interrupted);
        await world.HearAsync<SwarmHealthIssue>("s1");
        await SagaAsync("s1", nameof(RecoveryStateMachine.Waiting));
        interrupted.Metadata.ShouldSatisfyAllConditions(m => m.Reason.ShouldBe("heartbeat_timeout"), m => m.InterruptedAt.ShouldNotBeNull());
        await Hosts.OfferAsync(Process, 10, default);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Interrupted);

        await world.PassAsync(TimeSpan.FromSeconds(6));
        var recovering = await world.WaitForAsync("s1", SwarmStatuses.Recovering);
        recovering.Term.ShouldBe(2);
        await BeatAsync();

        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await world.HearAsync<SwarmRecovered>("s1");
        await SagaAsync("s1", nameof(RecoveryStateMachine.Recovered));
        var state = (await world.States.LoadAsync("s1", default))!.Document;
        (state.GetProperty("status").GetString(), state.GetProperty("previousStatus").GetString()).ShouldBe(("active", "active"));
        state.GetProperty("recoveryPlan").GetProperty("progress").GetDecimal().ShouldBe(0.33m);
        state.TryGetProperty("recoveredAt", out _).ShouldBeTrue();
        state.GetProperty("tasks").GetArrayLength().ShouldBe(3);
        var told = world.Events.OfType<SwarmRecovered>().ShouldHaveSingleItem();
        (told.Attempts, told.RecoveryPlan!.ResumeFrom, told.RecoveryPlan.EstimatedTime).ShouldBe((1, "in_progress", "1 minutes"));
    }

    [Fact]
    public async Task A_heartbeat_of_an_interrupted_swarm_starts_its_recovery_at_once()
    {
        await ActiveAsync("s1");
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "by hand", default);
        await SagaAsync("s1", nameof(RecoveryStateMachine.Waiting));

        await BeatAsync();
        await world.WaitForAsync("s1", SwarmStatuses.Recovering);
        await BeatAsync();

        await world.WaitForAsync("s1", SwarmStatuses.Active);
    }

    [Fact]
    public async Task Three_reconnect_cycles_keep_the_progress()
    {
        await ActiveAsync("s1", JsonElement.Parse("""{"tasks":[{"status":"completed"},{"status":"in_progress"},{"status":"pending"},{"status":"pending"}],"agents":[1,2,3]}"""));
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "cycle", default);
            await SagaAsync("s1", nameof(RecoveryStateMachine.Waiting));
            await BeatAsync();
            await world.WaitForAsync("s1", SwarmStatuses.Recovering);
            await BeatAsync();
            await world.WaitForAsync("s1", SwarmStatuses.Active);
            await SagaAsync("s1", nameof(RecoveryStateMachine.Recovered));
            var plan = (await world.States.LoadAsync("s1", default))!.Document.GetProperty("recoveryPlan");
            (plan.GetProperty("progress").GetDecimal(), plan.GetProperty("confidence").GetDecimal()).ShouldBe((0.25m, 0.95m));
        }

        await Eventually.HoldsAsync(() => world.Events.OfType<SwarmRecovered>().Count() == 3, "each recovery is told");
    }

    [Fact]
    public async Task Without_a_place_it_waits_and_is_recovered_when_one_is_free()
    {
        world.Host.Get<Microsoft.Extensions.Options.IOptionsMonitor<Swarm.Messaging.Swarms.SwarmsOptions>>().CurrentValue.MaxActive = 1;
        await ActiveAsync("s1");
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);
        await world.Registry.RegisterAsync("s2", new SwarmDefinition(), default);
        await SagaAsync("s1", nameof(RecoveryStateMachine.Waiting));
        await world.PassAsync(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(async () => (await ReadAsync("s1")).Error == "a place in the limit", "it is parked");
        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Interrupted);

        await world.Registry.DeregisterAsync("s2", "completed", default);
        await Hosts.OfferAsync(Process, 10, default);
        await world.PassAsync(TimeSpan.FromSeconds(6));

        await world.WaitForAsync("s1", SwarmStatuses.Recovering);
        (await ReadAsync("s1")).Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_host_it_waits_for_one()
    {
        await ActiveAsync("s1");
        await Hosts.OfferAsync(Process, 0, default);
        await Hosts.LeaveAsync(Process, default);
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);
        await SagaAsync("s1", nameof(RecoveryStateMachine.Waiting));
        await world.PassAsync(TimeSpan.FromSeconds(11));
        await Eventually.HoldsAsync(async () => (await ReadAsync("s1")).Error == "a process that hosts it", "it is parked");

        await Hosts.OfferAsync("p2", 10, default);
        await world.PassAsync(TimeSpan.FromSeconds(6));

        (await world.WaitForAsync("s1", SwarmStatuses.Recovering)).Host.ShouldBe("p2");
    }

    [Fact]
    public async Task After_three_tries_without_a_heartbeat_it_has_failed_and_an_alert_says_so_until_it_is_gone()
    {
        await ActiveAsync("s1");
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await SagaAsync("s1", nameof(RecoveryStateMachine.Waiting));
            await world.WaitForAsync("s1", SwarmStatuses.Interrupted);
            await Hosts.OfferAsync(Process, 10, default);
            await world.PassAsync(TimeSpan.FromSeconds(11));
            await SagaAsync("s1", nameof(RecoveryStateMachine.Confirming));
            // The process is there, and is silent about the swarm.
            await world.PassAsync(TimeSpan.FromSeconds(25));
            await Hosts.OfferAsync(Process, 10, default);
            await world.PassAsync(TimeSpan.FromSeconds(6));
        }

        await world.WaitForAsync("s1", SwarmStatuses.Failed);
        await SagaAsync("s1", nameof(RecoveryStateMachine.Abandoned));
        await Eventually.HoldsAsync(() => world.Events.OfType<RecoveryFailed>().Count() == 3, "each failure is told");
        world.Events.OfType<RecoveryFailed>().Select(e => (e.Attempt, e.Final)).ShouldBe([(1, false), (2, false), (3, true)]);
        await Eventually.HoldsAsync(() => AlertAsync("s1"), "the alert is raised");
        (await world.Registry.FiguresAsync(default)).Active.ShouldBe(0);

        await world.Registry.DeregisterAsync("s1", "failed", default);
        await Eventually.HoldsAsync(async () => !await AlertAsync("s1"), "the alert is cleared");
    }

    [Fact]
    public async Task An_unreadable_state_is_skipped_for_the_latest_checkpoint_and_that_for_a_snapshot()
    {
        await ActiveAsync("s1");
        await world.States.SnapshotAsync("s1", "", null, 0, default);
        var checkpoint = (await world.States.CheckpointAsync("s1", JsonElement.Parse("""{"tasks":[{"status":"completed"}]}"""), default)).ShouldBeOfType<StateOutcome.Kept>().Copy.Id;
        await world.Database.HashSetAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:state:s1", "doc", "{broken");
        var recovery = world.Host.Get<SwarmRecovery>();
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);

        (await recovery.BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>().Plan.Progress.ShouldBe(1m);

        await world.Database.StringSetAsync($"{world.Prefix}:swarm:checkpoint:s1:{checkpoint}", "{broken");
        await world.Database.HashSetAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:state:s1", "doc", "{broken");
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, null, default);
        (await recovery.BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>().Plan.Progress.ShouldBe(0.33m);
    }

    [Fact]
    public async Task Near_the_limit_an_alert_is_raised_and_cleared()
    {
        world.Host.Get<Microsoft.Extensions.Options.IOptionsMonitor<Swarm.Messaging.Swarms.SwarmsOptions>>().CurrentValue.LimitAlert = 1;
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.Registry.RegisterAsync("s2", new SwarmDefinition(), default);
        await world.Host.Get<SwarmWatch>().RunOnceAsync(default);
        await world.Host.Get<TaskAlerts>().RunOnceAsync(default);
        (await world.Host.Get<IAlertStore>().ListActiveAsync(default)).ShouldContain(a => a.Name == AlertNames.SwarmLimit && a.Value == 2);

        await world.Registry.DeregisterAsync("s2", "completed", default);
        await world.Host.Get<SwarmWatch>().RunOnceAsync(default);
        await world.Host.Get<TaskAlerts>().RunOnceAsync(default);

        (await world.Host.Get<IAlertStore>().ListActiveAsync(default)).ShouldNotContain(a => a.Name == AlertNames.SwarmLimit);
    }

    private async Task ActiveAsync(string id, JsonElement? state = null)
    {
        await Hosts.OfferAsync(Process, 10, default);
        await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
        await world.States.SaveAsync(id, state ?? ThreeTasks, default);
        await BeatAsync();
        await world.WaitForAsync(id, SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () => (await world.Registry.NewsAsync(1, default)).Count == 0, "its sagas have heard of it");
    }

    private async Task BeatAsync() => await world.Registry.HeartbeatAsync(
        Process, [.. (await Hosts.OfferAsync(Process, 10, default)).Select(s => new SwarmBeat(s.SwarmId, s.Term))], default);

    private Task SagaAsync(string id, string state) => Eventually.HoldsAsync(async () =>
        (await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey(RecoveryDefinition.TypeName, id), default))?.State == state, $"the recovery of {id} is {state}");

    private async Task<RecoverySaga> ReadAsync(string id) =>
        world.Host.Get<SagaDefinition<RecoverySaga>>().Read((await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey(RecoveryDefinition.TypeName, id), default))!);

    private async Task<bool> AlertAsync(string subject) =>
        (await world.Host.Get<IAlertStore>().ListActiveAsync(default)).Any(a => a.Name == AlertNames.RecoveryFailed && a.Subject == subject);
}
