using System.Net;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Who asked for a path that does not exist was told a list written by hand, without those of workflows and much else; and refusals about a run had its id as that of a task.</summary>
public sealed class TheListOfPathsLeftHalfOfThemOutTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/nothing")]
    public async Task It_names_what_is_mapped(string path)
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

        var answer = await world.Api.GetAsync(path);

        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        var paths = answer["message"].Split("The paths: ")[1].TrimEnd('.').Split(", ");
        foreach (var expected in new[] { "tasks", "dead-letters", "workflows", "schedules", "cache", "breakers", "memory", "connections", "swarms", "agents" })
            paths.ShouldContain($"/api/{expected}");
        paths.ShouldContain("/health/ready");
        paths.ShouldAllBe(p => !p.Contains('{'));
        paths.ShouldNotContain("/api");
    }

    [Fact]
    public async Task A_refusal_about_a_run_names_the_run()
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

        foreach (var answer in new[]
        {
            await world.Api.PostAsync("/api/workflows", """{"executionId":"r1","workflowId":"w","nodes":[{"id":"a","type":"no-such"}]}"""),
            await world.Api.PostAsync("/api/workflows/r1/cancel", "{}"),
            await world.Api.GetAsync("/api/workflows/r1"),
        })
        {
            answer.Json.GetProperty("executionId").GetString().ShouldBe("r1");
            answer.Json.TryGetProperty("taskId", out _).ShouldBeFalse();
        }
    }
}
