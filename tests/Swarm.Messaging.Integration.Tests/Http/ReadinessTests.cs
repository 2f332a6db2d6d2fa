using System.Net;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Http;

public sealed class ReadinessTests
{
    [Fact]
    public async Task A_host_whose_Redis_stands_still_is_unready_and_ready_again_when_it_goes_on()
    {
        var host = new HttpHost();
        await host.InitializeAsync();
        try
        {
            var redis = host.Host.Redis!.ProcessId;
            (await host.Api.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);

            UnixSignals.Send(redis, UnixSignal.Stop);
            Api.Reply standing;
            try
            {
                standing = await host.Api.GetAsync("/health/ready");
                (await host.Api.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
            }
            finally
            {
                UnixSignals.Send(redis, UnixSignal.Continue);
            }

            standing.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            standing.Json.GetProperty("checks").EnumerateArray().First(c => c.GetProperty("name").GetString() == "redis")
                .GetProperty("ok").GetBoolean().ShouldBeFalse();
            await Eventually.HoldsAsync(
                async () => (await host.Api.GetAsync("/health/ready")).Status == HttpStatusCode.OK, "the host is ready again");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }
}
