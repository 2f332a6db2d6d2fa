using System.Net;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A run on agents of a kind that hosts run themselves was accepted, and done by no agent: its tasks went to the host, or failed one by one.</summary>
public sealed class ARunOnAgentsTookWhatHostsRunTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("node", "wait")]
    [InlineData("process", "anything")]
    [InlineData("swarm", "general")]
    public async Task Such_kinds_are_refused_with_those_that_agents_take(string kind, string operation)
    {
        foreach (var form in new[] { $$"""{"kind":"{{kind}}","operation":"{{operation}}"}""", $$"""{"kind":"{{kind}}","form":"workflow","operations":["{{operation}}"]}""" })
        {
            var (status, answer) = await PostAsync(form);

            status.ShouldBe(HttpStatusCode.BadRequest, answer);
            answer.ShouldContain("reserved_kind");
        }
    }

    [Fact]
    public async Task The_refusal_names_what_agents_have_declared()
    {
        await world.StartAgentAsync("painter", o => o.Handle("image", "resize", (_, _) => Task.FromResult(AgentResult.Ok())));

        await Eventually.HoldsAsync(async () => (await PostAsync("""{"kind":"node","operation":"wait"}""")).Answer.Contains("ghl, image, objective", StringComparison.Ordinal), "all three are named");
        (await PostAsync("""{"kind":"image","operation":"resize"}""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(string body)
    {
        var reply = await world.Api.PostAsync("api/agent-runs", body);
        return (reply.Status, reply.Json.GetRawText());
    }
}
