using System.Net;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A task for the client <c>default</c> was refused, for that is whoever has none; a workflow, an objective, a schedule and a session of that name were taken.</summary>
public sealed class AWorkflowHadTheNameOfThoseWithoutAClientTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("api/tasks", "client", """{"kind":"basic","operation":"noop","client":"default"}""")]
    [InlineData("api/crm/tasks", "client", """{"operation":"tag_add","clientId":"default"}""")]
    [InlineData("api/workflows", "client", """{"workflowId":"w","client":"default","nodes":[{"id":"a","type":"delay","configuration":{"ms":1}}]}""")]
    [InlineData("api/objectives", "client", """{"objective":"Find out what others charge","client":"default"}""")]
    [InlineData("api/agent-runs", "client", """{"operation":"count","client":"default"}""")]
    [InlineData("api/sessions", "clientId", """{"sessionId":"s","agentId":"a","clientId":"default"}""")]
    public async Task It_is_refused_alike(string path, string field, string body)
    {
        var reply = await world.Api.PostAsync(path, body);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Json.GetRawText());
        reply.Json.GetProperty("violations").EnumerateArray().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            v => v.GetProperty("field").GetString().ShouldStartWith(field), v => v.GetProperty("code").GetString().ShouldBe("reserved_id"),
            v => v.GetProperty("rule").GetString().ShouldBe("The word default is reserved for work without a client; leave the client out, or choose another id."));
    }

    [Fact]
    public async Task A_workflow_without_a_client_has_workflows_within()
    {
        (await world.Api.PostAsync("api/workflows", """
            {"workflowId":"w","executionId":"outer","nodes":[{"id":"inner","type":"sub_workflow","configuration":{"workflowId":"i","nodes":[{"id":"a","type":"delay","configuration":{"ms":1}}]}}]}
            """)).Status.ShouldBe(HttpStatusCode.Accepted);

        await Eventually.HoldsAsync(async () => (await world.Api.GetAsync("api/workflows/outer")).Json.GetProperty("state").GetString() == "Completed", "it completes");
    }
}
