using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Client;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Of two live processes with one id the second took over without a word, and the end of either removed the other.</summary>
public sealed class AnAgentOfTheSameIdTookOverALiveOneTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync($"127.0.0.1:{redis.Port}");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_second_is_refused_while_the_first_is_heard_of()
    {
        await world.StartAgentAsync("one-id", o => o.Instance = "here");

        var refused = await Should.ThrowAsync<SwarmClientException>(() => world.StartAgentAsync("one-id", o => o.Instance = "there"));

        refused.Message.ShouldContain("another process is the agent one-id");
        refused.Message.ShouldContain("an id of its own");
        (await AnswerAsync("heartbeat", "there")).GetProperty("known").GetBoolean().ShouldBeFalse();
        (await AnswerAsync("heartbeat", "here")).GetProperty("known").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_end_of_one_that_is_another_instance_leaves_it_alone()
    {
        await world.StartAgentAsync("one-id", o => o.Instance = "here");

        await RefusedAsync(HttpMethod.Delete, "", new { instance = "there", reason = "it stops" });
        await RefusedAsync(HttpMethod.Post, "/drain", new { instance = "there", leaving = true });

        var agent = (await world.Get<IAgentStore>().GetAsync("one-id", CancellationToken.None)).ShouldNotBeNull();
        agent.Status.ShouldBe(AgentStates.Active);
    }

    [Fact]
    public async Task The_same_one_registers_again_at_once_and_another_when_its_lease_is_over()
    {
        (await RegisterAsync("here")).ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync("here")).ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync("there")).ShouldBe(HttpStatusCode.Conflict);

        world.Clock.Advance(Lease);

        (await RegisterAsync("there")).ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync("here")).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task One_that_has_left_leaves_the_id_to_anybody_and_one_that_says_of_no_instance_has_it_as_before()
    {
        (await RegisterAsync("here")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, "api/agents/one-id", new { instance = "here" })).Status.ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync("there")).ShouldBe(HttpStatusCode.OK);

        (await RegisterAsync(null)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, "api/agents/one-id", new { })).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> RegisterAsync(string? instance) =>
        (await SendAsync(HttpMethod.Post, "api/agents", new { agentId = "one-id", instance, kinds = new[] { new { kind = "text" } }, transport = "http" })).Status;

    private async Task<JsonElement> AnswerAsync(string what, string instance) =>
        (await SendAsync(HttpMethod.Post, $"api/agents/one-id/{what}", new { instance, tokens = Array.Empty<string>() })).Json;

    private async Task<Api.Reply> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        return await Api.Reply.OfAsync(await world.Api.Http.SendAsync(request));
    }

    private async Task RefusedAsync(HttpMethod method, string path, object body)
    {
        var (status, json) = await SendAsync(method, $"api/agents/one-id{path}", body);
        status.ShouldBe(HttpStatusCode.Conflict);
        json.GetProperty("code").GetString().ShouldBe("agent_in_use");
    }
}
