using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What a host had raised about itself stayed active for ten minutes after it had been killed, one alert more with each restart.</summary>
public sealed class AlertsOfAKilledHostStayedForTenMinutesTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task They_end_at_once_when_it_is_the_one_that_this_host_follows()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.AddSingleton(new Predecessor("before")));
        foreach (var subject in new[] { "before", "before/worker-1", "quiet" })
            await host.Spine.Get<AlertService>().RaiseAsync(new Condition(AlertNames.HighCpu, "warning", subject, 95, 90, true, false, ""), CancellationToken.None);

        await host.Spine.Get<TaskAlerts>().RunOnceAsync(CancellationToken.None);

        (await host.Spine.Get<IAlertStore>().ListActiveAsync(CancellationToken.None)).Where(a => a.Name == AlertNames.HighCpu).Select(a => a.Subject).ShouldBe(["quiet"]);
    }

    [Fact]
    public async Task They_end_when_the_host_is_lost()
    {
        await using var host = await WorkflowHost.StartAsync(
            redis.Port, configure: services => services.Configure<PlacementOptions>(o => (o.Lease, o.Heartbeat) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1))));
        var (alerts, store) = (host.Spine.Get<TaskAlerts>(), host.Spine.Get<IAlertStore>());
        await host.Spine.Get<IPlacementStore>().RegisterTargetAsync(
            new TargetDefinition("t-dead", TargetTypes.Pool, "dead", "queue", ["test/*"], 1), CancellationToken.None);
        foreach (var subject in new[] { "dead", "dead/worker-1", "quiet" })
            await host.Spine.Get<AlertService>().RaiseAsync(new Condition(AlertNames.HighCpu, "warning", subject, 95, 90, true, false, ""), CancellationToken.None);

        await Eventually.HoldsAsync(
            async () =>
            {
                await alerts.RunOnceAsync(CancellationToken.None);
                return !(await Active()).Contains("dead") && !(await Active()).Contains("dead/worker-1");
            },
            "those of the dead host are over");

        (await Active()).ShouldContain("quiet", "nobody knows that it is gone");

        async Task<IReadOnlyList<string>> Active() => [.. (await store.ListActiveAsync(CancellationToken.None)).Where(a => a.Name == AlertNames.HighCpu).Select(a => a.Subject)];
    }
}
