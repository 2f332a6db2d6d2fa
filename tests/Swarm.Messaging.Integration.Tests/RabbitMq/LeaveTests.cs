using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Carriers;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>
/// A host that stops hands over by itself: for the one that stays nothing is ever due, since its clock is behind, and no lease,
/// grant, lost message or outbox entry can come to it by its age.
/// </summary>
[Collection(RabbitMqCollection.Name)]
public sealed class LeaveTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(10);

    private readonly string prefix = $"l{Guid.NewGuid():N}";
    private readonly Ledger ledger = new();

    [Fact]
    public async Task Attempts_still_in_the_stopped_hosts_queue_run_elsewhere_at_once()
    {
        var held = new HeldConsumers();
        var leaves = await StartAsync(TimeSpan.Zero, bus => bus.AddConsumeObserver(_ => held));
        ByTheBus.Attempts(leaves);
        for (var i = 0; i < 40; i++)
            (await leaves.Host.SubmitAsync(CrashWorld.Task($"q{i}"))).Accepted!.State.ShouldBe(TaskStates.Placed);
        await using var stays = await StartAsync(-Behind);

        var leaving = leaves.DisposeAsync();
        await AllEndOnceAsync(stays, "q", 40);

        held.Release();
        await leaving;
        await stays.NothingIsHeldAsync();
    }

    [Fact]
    public async Task Attempts_that_arrive_while_the_host_drains_run_elsewhere_at_once()
    {
        var held = new HeldConsumers();
        var leaves = await StartAsync(TimeSpan.Zero, bus => bus.AddConsumeObserver(_ => held), slots: 41);
        ByTheBus.Attempts(leaves);
        await leaves.Host.SubmitAsync(CrashWorld.Task("long", "hold"));
        held.Release();
        await leaves.Host.WaitForAsync("long", TaskStates.Running);
        var late = new HeldConsumers();
        using var handle = leaves.Host.Get<IBus>().ConnectConsumeObserver(late);
        for (var i = 0; i < 40; i++)
            await leaves.Host.SubmitAsync(CrashWorld.Task($"a{i}"));
        await using var stays = await StartAsync(-Behind);

        // It drains for as long as its task runs.
        var leaving = leaves.StopAsync();
        await Eventually.HoldsAsync(
            async () => (await stays.Host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Targets.Any(t => t.Status == "draining"), "it drains");
        late.Release();
        await AllEndOnceAsync(stays, "a", 40);

        leaving.IsCompleted.ShouldBeFalse("its own task still runs");
        leaves.Executor.Gate.SetResult();
        await leaving;
        (await stays.Host.WaitForAsync("long", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        await leaves.DisposeAsync();
    }

    [Fact]
    public async Task Of_a_burst_during_the_stop_nothing_waits_for_a_lease()
    {
        // What the last consumers of the stopping bus commit may be left to the relay: after 5 s, and leases last an hour.
        var confirmation = TimeSpan.FromSeconds(5);
        await using var stays = await StartAsync(TimeSpan.Zero, confirmation: confirmation);
        stays.Executor.Gate.SetResult();
        var leaves = await StartAsync(TimeSpan.Zero, confirmation: confirmation);

        var submitting = Enumerable.Range(0, 300).Select(i => Task.Run(() => stays.Host.SubmitAsync(CrashWorld.Task($"b{i}")))).ToList();
        await leaves.DisposeAsync();
        await Task.WhenAll(submitting);

        await AllEndOnceAsync(stays, "b", 300);
        await stays.NothingIsHeldAsync();
    }

    private static async Task AllEndOnceAsync(SpineWorld world, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await world.Host.WaitForAsync($"{name}{i}", TaskStates.Completed))
                .Attempts.Where(a => a.Outcome != "returned").ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
        }
    }

    private async Task<SpineWorld> StartAsync(TimeSpan clock, Action<IBusRegistrationConfigurator>? bus = null, int slots = 400, TimeSpan? confirmation = null)
    {
        var world = await SpineWorld.StartAsync(redis.Server.Port, slots, prefix, ledger, services =>
        {
            var own = new StoreClock();
            own.Advance(clock);
            services.AddSingleton(own);
            services.Configure<PlacementOptions>(o => (o.Lease, o.Heartbeat, o.GrantConfirmation, o.TargetTtl) =
                (Behind * 6, Behind * 2, confirmation ?? Behind * 6, Behind * 8));
            services.Configure<AgentOptions>(o => o.OfflineAfter = Behind * 7);
            // What a host that leaves still runs ends when the test says so, however slow the rest is.
            services.Configure<ExecutionOptions>(o => o.DrainTimeout = TimeSpan.FromSeconds(60));
        }, rabbit.Server.Address(), bus);
        if (clock < TimeSpan.Zero)
            world.Executor.Gate.SetResult();
        return world;
    }
}
