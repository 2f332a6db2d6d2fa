using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>Alerts of the runner on their way through the store: raised once, cleared once.</summary>
public sealed class RunnerAlertTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly RunnerLook Quiet = new() { HostId = "h", Workers = 2, Slots = 10, WarningMb = 400, CriticalMb = 800, Recent = (100, 0), HitRate = 1 };

    [Fact]
    public async Task Each_is_raised_when_it_begins_and_cleared_when_it_ends()
    {
        var source = new Given { Seen = Quiet };
        await using var host = await RunnerHost.StartAsync(redis.Port, o => o.EnablePerformanceMonitoring = false, services => services.AddSingleton<IConditionSource>(source));
        var (alerts, store) = (host.Spine.Get<TaskAlerts>(), host.Spine.Get<IAlertStore>());
        string[] all =
        [
            AlertNames.SlowExecution, AlertNames.HighCpu, AlertNames.WorkerCrash, AlertNames.WorkerCrashRate, AlertNames.WorkerCrashCritical,
            AlertNames.FailureRate, AlertNames.FailureRateCritical, AlertNames.CacheHitRate, AlertNames.BreakerOpen,
        ];

        source.Seen = Quiet with
        {
            SlowestRunMs = 6_000,
            CpuPercent = 95,
            CrashesWithinTheHour = 6,
            Recent = (100, 9),
            HitRate = 0.1,
            OpenBreakers = [("http_request:a:1", TimeSpan.FromMinutes(6))],
        };
        await alerts.RunOnceAsync(CancellationToken.None);
        await alerts.RunOnceAsync(CancellationToken.None);
        var raised = (await store.ListActiveAsync(CancellationToken.None)).Where(a => a.Subject is "h" or "http_request:a:1").Select(a => a.Name).ToList();
        source.Seen = Quiet;
        await alerts.RunOnceAsync(CancellationToken.None);

        raised.ShouldBe(all, ignoreOrder: true);
        (await store.ListActiveAsync(CancellationToken.None)).ShouldNotContain(a => all.Contains(a.Name) && a.Subject != host.Spine.Get<Execution.HostIdentity>().HostId);
        (await store.ListEndedAsync(100, CancellationToken.None)).Select(e => e.Raised.Name).Where(all.Contains).ShouldBe(all, ignoreOrder: true);
    }

    [Fact]
    public async Task The_backlog_of_nodes_has_limits_of_its_own_a_warning_and_a_critical_one()
    {
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var (watch, alerts, store) = (host.Spine.Get<RunnerWatch>(), host.Spine.Get<TaskAlerts>(), host.Spine.Get<IAlertStore>());

        (await At(51)).ShouldBe([(AlertNames.QueueBacklog, "warning")]);
        (await At(101)).ShouldBe([(AlertNames.QueueBacklog, "warning"), (AlertNames.QueueBacklogCritical, "critical")]);
        (await At(100)).ShouldBe([(AlertNames.QueueBacklog, "warning")]);
        (await At(50)).ShouldBeEmpty();

        async Task<IEnumerable<(string, string)>> At(long depth)
        {
            await watch.LookAsync(depth, 100_000, CancellationToken.None);
            await alerts.RunOnceAsync(CancellationToken.None);
            return (await store.ListActiveAsync(CancellationToken.None)).Where(a => a.Subject == RunnerConditions.NodeQueue).Select(a => (a.Name, a.Severity)).Order();
        }
    }

    private sealed class Given : IConditionSource
    {
        public required RunnerLook Seen { get; set; }

        public IEnumerable<Condition> Look() => RunnerConditions.Of(Seen, new RunnerOptions(), ["http_request:a:1"]).Where(c => c.Subject != RunnerConditions.NodeQueue);
    }
}
