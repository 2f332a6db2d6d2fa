using System.Net;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whatever key an agent named in its report had to rest, and nobody could lift it.</summary>
public sealed class AnAgentStoppedTheWorkOfOthersTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Agents:HealthCheck"] = "1.00:00:00" });
        await world.TellAsync(nameof(RegisterAgent), """{"agentId":"a","kinds":[{"kind":"text","operations":["say"]}],"maxCapacity":100}""");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("client:victim")]
    [InlineData("operation:ghl/contact_create")]
    [InlineData("operation:text/say")] // which all clients have
    [InlineData("agent:another")]
    [InlineData("location:victim")]
    public async Task A_key_that_its_task_does_not_count_for_is_ignored(string key)
    {
        await RefusedAsync(key);

        (await RestingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nor_is_one_heard_that_names_the_task_of_somebody_else()
    {
        await world.SubmitAsync("other", "say");
        (await world.Api.GetAsync("/api/agents/a/work?wait=30")).Json.GetProperty("tasks").GetArrayLength().ShouldBe(1);
        await world.TellAsync(nameof(RegisterAgent), """{"agentId":"b","kinds":[{"kind":"none","operations":["none"]}]}""");

        await ReportAsync("b", "other", "other#0.9@x", "client:default");

        (await RestingAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("client:default")]
    [InlineData("agent:a")]
    public async Task What_it_counts_for_rests_and_an_operator_lifts_it(string key)
    {
        await RefusedAsync(key);
        (await RestingAsync()).ShouldBe([key]);

        (await world.Api.PostAsync("/api/limits/resume", $$"""{"key":"{{key}}"}""")).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();

        (await RestingAsync()).ShouldBeEmpty();
        await world.SubmitAsync("next", "say");
        (await world.Api.GetAsync("/api/agents/a/work?wait=30")).Json.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("taskId").GetString()).ShouldContain("next");
    }

    private async Task RefusedAsync(string key)
    {
        await world.SubmitAsync("t", "say");
        var token = (await world.Api.GetAsync("/api/agents/a/work?wait=30")).Json.GetProperty("tasks")[0].GetProperty("leaseToken").GetString()!;
        await ReportAsync("a", "t", token, key);
    }

    private async Task ReportAsync(string agent, string task, string token, string key) => (await world.Api.PostAsync(
        $"/api/agents/{agent}/reports",
        $$$"""{"reports":[{"taskId":"{{{task}}}","leaseToken":"{{{token}}}","kind":"failed","error":{"type":"x","message":"m"},"rateLimit":{"key":"{{{key}}}","retryAfterMs":3600000}}]}"""))
        .Status.ShouldBe(HttpStatusCode.OK);

    private async Task<IReadOnlyList<string?>> RestingAsync() =>
        [.. (await world.Api.GetAsync("/api/limits")).Json.GetProperty("limits").EnumerateArray().Where(l => l.TryGetProperty("restUntil", out _)).Select(l => l.GetProperty("key").GetString())];
}
