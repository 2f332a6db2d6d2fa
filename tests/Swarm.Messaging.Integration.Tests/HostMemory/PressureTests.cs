using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.HostMemory;

/// <summary>A host whose real heap is above its limits.</summary>
public sealed class PressureTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const int Mb = 1_048_576;

    [Fact]
    public async Task It_takes_no_new_work_until_there_is_room_and_loses_none()
    {
        byte[]? held = GC.AllocateArray<byte>(40 * Mb);
        await using var host = await SpineHost.StartAsync(
            $"127.0.0.1:{redis.Port}", $"m{Guid.NewGuid():N}",
            configure: services => services.Configure<MemoryOptions>(o => (o.CheckInterval, o.WarningMb, o.CriticalMb) = (TimeSpan.FromHours(1), 1, 2)));
        var (guard, offers, alerts) = (host.Get<MemoryGuard>(), host.Get<TargetOffers>(), host.Get<TaskAlerts>());

        guard.RunOnce();
        await offers.RunOnceAsync(CancellationToken.None);
        await host.SubmitAsync(new SubmitTask { TaskId = "waits", Kind = "basic", Operation = "noop" });
        await alerts.RunOnceAsync(CancellationToken.None);

        (await host.WaitForAsync("waits", TaskStates.Parked)).Attempt.ShouldBe(1);
        var report = host.Get<MemoryStatus>().Read();
        (report.TakesWork, report.LiveMb > 40).ShouldBe((false, true));
        (await host.Get<IAlertStore>().ListActiveAsync(CancellationToken.None)).ShouldContain(a => a.Name == AlertNames.HostFull);

        GC.KeepAlive(held);
        held = null;
        var limits = host.Get<IOptionsMonitor<MemoryOptions>>().CurrentValue;
        (limits.WarningMb, limits.CriticalMb) = (100_000, 200_000);
        guard.RunOnce();
        await offers.RunOnceAsync(CancellationToken.None);

        await host.WaitForAsync("waits", TaskStates.Completed);
        await alerts.RunOnceAsync(CancellationToken.None);
        (await host.Get<IAlertStore>().ListActiveAsync(CancellationToken.None)).ShouldNotContain(a => a.Name == AlertNames.HostMemory || a.Name == AlertNames.HostFull);
    }
}
