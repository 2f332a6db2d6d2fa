using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Coordination;

public sealed class EmergencyShutdownTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Channel = "swarm:phase-5:coordination";

    [Fact]
    public async Task Every_host_stops_on_a_signed_message_and_none_on_any_other()
    {
        var log = new LogLines();
        await using var one = await CoordinatorWorld.StartAsync(redis.Port, configure: s => s.AddLogging(b => b.AddProvider(log)));
        await using var two = await CoordinatorWorld.StartAsync(redis.Port, one.Prefix);
        var lifetimes = new[] { one, two }.Select(w => w.Host.Get<IHostApplicationLifetime>()).ToList();

        await one.Outside.SayAsync(Channel, """{"type":"emergency_shutdown","reason":"unsigned"}""");
        await one.Outside.SayAsync(Channel, ControlTexts.Signed("""{"type":"emergency_shutdown","reason":"late"}""", age: TimeSpan.FromMinutes(5)));
        await one.Outside.SayAsync(Channel, """{"type":"system_status_request","requestId":"after"}""");
        await one.Outside.NextAsync(Channel, "system_status_response");
        lifetimes.ShouldAllBe(l => !l.ApplicationStopping.IsCancellationRequested);

        await one.Outside.SayAsync(Channel, ControlTexts.Signed("""{"type":"emergency_shutdown","reason":"smoke","by":"ann"}"""));
        await Eventually.HoldsAsync(() => lifetimes.All(l => l.ApplicationStopping.IsCancellationRequested), "both hosts stop");
        foreach (var part in new[] { "(unsigned)", "(stale)", "Emergency shutdown by ann: smoke" })
            log.Text.ShouldContain(part);
    }
}
