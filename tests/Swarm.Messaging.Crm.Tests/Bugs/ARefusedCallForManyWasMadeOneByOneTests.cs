using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Integration.Tests;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A service refused one call for ten contacts for its rate limit, or could not be reached: each of the ten failed, and was then done by a call of its own, ten where one had been too many.</summary>
public sealed class ARefusedCallForManyWasMadeOneByOneTests
{
    [Fact]
    public async Task Refused_for_the_limit_they_are_tried_again_together()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false, settings: s => s.Limits = new() { Requests = 1, Interval = TimeSpan.FromSeconds(1), Daily = 1000 });
        (await world.RunAsync("contact_create", new { name = "first" })).ShouldSucceed();

        var refused = await world.RunAsync("contact_create", Many(10));
        refused.ShouldFail("rate_limited").Retryable.ShouldBeTrue();
        refused.RateLimit!.RetryAfterMs!.Value.ShouldBeInRange(1, 1_000);

        await Eventually.HoldsAsync(async () => await world.RunAsync("contact_create", Many(10)) is AgentResult.Succeeded, "the limit lets the next one through");
        world.Count("contacts").ShouldBe(11);
    }

    [Fact]
    public async Task So_are_those_that_could_not_be_sent()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => o.BaseAddress = new Uri($"http://127.0.0.1:{port}"));

        (await world.RunAsync("contact_create", Many(3))).ShouldFail("unreachable").Retryable.ShouldBeTrue();
    }

    private static object Many(int count) => new { items = Enumerable.Range(0, count).Select(i => new { taskId = $"t{i}", idempotencyKey = $"c{i}", input = new { name = $"C{i}" } }) };
}
