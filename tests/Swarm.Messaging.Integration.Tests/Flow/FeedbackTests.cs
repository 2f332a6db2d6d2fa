using System.Net;
using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Flow;

/// <summary>An agent reports what a service said of its limits, and the pace of that client follows.</summary>
public sealed class FeedbackTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Agents:HealthCheck"] = "1.00:00:00" });
        await world.TellAsync(nameof(RegisterAgent), """{"agentId":"a","kinds":[{"kind":"text","operations":["say"]}],"maxCapacity":100}""");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Headers_become_a_limit_and_a_refusal_a_rest()
    {
        var first = await WorkAsync("t1");
        await ReportAsync("t1", first, "succeeded", """{"limit":100,"intervalMs":10000,"remaining":90,"dailyLimit":200000,"dailyRemaining":199000}""");
        var limit = (await LimitsAsync()).EnumerateArray().Where(l => !l.GetProperty("default").GetBoolean()).ShouldHaveSingleItem();
        limit.GetProperty("key").GetString().ShouldBe("client:default");
        limit.GetProperty("told").GetBoolean().ShouldBeTrue();
        limit.GetProperty("rates").EnumerateArray().Select(r => (r.GetProperty("starts").GetInt32(), r.GetProperty("used").GetInt32()))
            .ShouldBe([(100, 10), (200_000, 1000)]);

        var second = await WorkAsync("t2");
        await ReportAsync("t2", second, "failed", """{"retryAfterMs":3600000}""", ""","error":{"type":"rate_limited","message":"429"}""");
        (await LimitsAsync())[0].TryGetProperty("restUntil", out _).ShouldBeTrue();
        await world.SubmitAsync("t3", "say");
        (await world.Get<TaskQueries>().ExplainAsync("t3", default))!.Why.ShouldContain("the service behind client:default asked for a rest");
    }

    [Fact]
    public async Task What_an_operator_has_set_for_all_of_a_name_goes_on_beside_it()
    {
        await world.TellAsync(nameof(SetLimit), """{"key":"client:*","rates":[{"starts":3,"perMs":10000}]}""");

        await ReportAsync("t1", await WorkAsync("t1"), "succeeded", """{"limit":1000,"intervalMs":10000,"remaining":999}""");

        var told = (await LimitsAsync()).EnumerateArray().Single(l => l.GetProperty("key").GetString() == "client:default");
        told.GetProperty("rates").EnumerateArray().Select(r => r.GetProperty("starts").GetInt32()).ShouldBe([1000, 3]);
    }

    private async Task<string> WorkAsync(string task)
    {
        await world.SubmitAsync(task, "say");
        return (await world.Api.GetAsync("/api/agents/a/work?wait=30")).Json.GetProperty("tasks")[0].GetProperty("leaseToken").GetString()!;
    }

    private async Task<JsonElement> LimitsAsync() => (await world.Api.GetAsync("/api/limits")).Json.GetProperty("limits");

    private async Task ReportAsync(string task, string token, string kind, string limit, string more = "") =>
        (await world.Api.PostAsync("/api/agents/a/reports", $$"""{"reports":[{"taskId":"{{task}}","leaseToken":"{{token}}","kind":"{{kind}}","rateLimit":{{limit}}{{more}}}]}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
}
