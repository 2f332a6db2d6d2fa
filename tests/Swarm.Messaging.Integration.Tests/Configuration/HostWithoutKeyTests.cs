using System.Net;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Configuration;

/// <summary>A host on a Redis of others has no key of its own making, as an embedded one has: it says so to whoever wants a setting changed.</summary>
public sealed class HostWithoutKeyTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Change = """{ "values": { "BreakerFailures": 3 } }""";

    [Fact]
    public async Task A_change_is_refused_with_what_is_missing_and_taken_where_there_is_a_key()
    {
        await using (var without = await AgentWorld.StartAsync(redis.Server.ConnectionString))
        {
            var refused = await without.Api.PostAsync("/api/config/Agents", Change);
            (refused.Status, refused["code"]).ShouldBe((HttpStatusCode.BadRequest, "no_key"));
            refused["message"].ShouldContain("Control:Key");
        }

        await using var with = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Control:Key"] = new string('k', 32) });
        (await with.Api.PostAsync("/api/config/Agents", Change)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
