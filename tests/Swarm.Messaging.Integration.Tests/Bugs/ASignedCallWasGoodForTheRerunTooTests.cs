using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A signed call of a trigger that was sent once more, by whoever had seen it, answered the same trigger of a rerun, for as long as its timestamp was good.</summary>
public sealed class ASignedCallWasGoodForTheRerunTooTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Secret = "between-us-alone";
    private AgentWorld world = null!;

    public async Task InitializeAsync() =>
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Workflows:WebhookSecret"] = Secret });

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_counts_once_and_a_new_one_for_the_rerun()
    {
        var id = await SubmitAsync("""{ "id": "approved", "type": "webhook", "configuration": { "trigger": true } }""", "");
        var now = TimeProvider.System.GetUtcNow();

        (await CallAsync(id, now)).ShouldBe((HttpStatusCode.OK, true));
        (await StateAsync(id)).ShouldBe(WorkflowStates.Completed);
        (await world.Get<WorkflowCommands>().RerunAsync(new RerunFrom { ExecutionId = id, NodeId = "approved" }, null, default)).ShouldBeOfType<WorkflowChanged>();

        (await CallAsync(id, now)).ShouldBe((HttpStatusCode.OK, false));
        (await StateAsync(id)).ShouldBe(WorkflowStates.Running);
        (await CallAsync(id, now.AddSeconds(1))).ShouldBe((HttpStatusCode.OK, true));
        (await StateAsync(id)).ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task One_that_came_too_early_may_be_sent_again_as_it_is()
    {
        var id = await SubmitAsync(
            """{ "id": "first", "type": "webhook", "configuration": { "trigger": true } }, { "id": "approved", "type": "webhook", "configuration": { "trigger": true } }""",
            """{ "source": "first", "target": "approved" }""");
        var now = TimeProvider.System.GetUtcNow();

        (await CallAsync(id, now)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await world.Get<WorkflowCommands>().CallAsync(new CallWorkflow { ExecutionId = id, NodeId = "first" }, null, default)).ShouldBeOfType<WorkflowChanged>();

        (await CallAsync(id, now)).ShouldBe((HttpStatusCode.OK, true));
        (await StateAsync(id)).ShouldBe(WorkflowStates.Completed);
    }

    private async Task<(HttpStatusCode Status, bool? Changed)> CallAsync(string id, DateTimeOffset time)
    {
        using var http = new HttpClient { BaseAddress = world.Host.Address };
        var seconds = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{seconds}./hooks/{id}/approved.{{}}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{id}/approved") { Content = new StringContent("{}") };
        request.Headers.Add("X-Swarm-Timestamp", seconds);
        request.Headers.Add("X-Swarm-Signature", $"sha256={Convert.ToHexStringLower(signature)}");
        using var answer = await http.SendAsync(request);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.TryGetProperty("changed", out var changed) ? changed.GetBoolean() : null);
    }

    private async Task<string> StateAsync(string id) => (await world.Get<WorkflowQueries>().GetAsync(id, false, default)).ShouldNotBeNull().State;

    private async Task<string> SubmitAsync(string nodes, string edges) => (await world.Get<WorkflowCommands>().SubmitAsync(
        WorkflowHost.Parse($$"""{ "workflowId": "asks", "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] }"""), [], null, [], default)).ShouldBeOfType<WorkflowAccepted>().ExecutionId;
}
