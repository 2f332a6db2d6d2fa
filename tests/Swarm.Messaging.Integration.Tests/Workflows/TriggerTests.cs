using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Nodes that wait to be called.</summary>
public sealed class TriggerTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Secret = "between-us";
    private AgentWorld world = null!;

    public async Task InitializeAsync() =>
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Workflows:WebhookSecret"] = Secret });

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_run_waits_for_its_call_and_goes_on_with_what_it_brings()
    {
        var id = await SubmitAsync();
        (await world.Get<WorkflowQueries>().GetAsync(id, false, default))!.Nodes.Single(n => n.NodeId == "approved").ShouldSatisfyAllConditions(
            n => n.State.ShouldBe(WorkflowNodeStates.Running), n => n.TaskId.ShouldBeNull("no task is made and no slot is held"));

        var called = await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", """{"by":"ann"}""");

        (called.Status, called["changed"]).ShouldBe((HttpStatusCode.OK, "True"));
        var run = await EndAsync(id);
        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["greet"].Data!.Value.GetRawText().ShouldBe("\"ann\"");
        var late = await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", "{}");
        (late.Status, late["code"]).ShouldBe((HttpStatusCode.Conflict, "wrong_state"), "the run has ended, and may be run again");
        late["message"].ShouldNotBeNull().ShouldStartWith($"The run {id} is Completed");
    }

    [Fact]
    public async Task The_second_call_changes_nothing()
    {
        var id = await SubmitAsync(after: """{ "id": "long", "type": "delay", "configuration": { "ms": 600000 } }""");

        await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", "1");
        var again = await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", "2");

        (again.Status, again["changed"]).ShouldBe((HttpStatusCode.OK, "False"));
        (await world.Get<WorkflowQueries>().GetAsync(id, true, default))!.Results["approved"].Data!.Value.GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_does_not_come_in_time_fails_the_node()
    {
        var run = await EndAsync(await SubmitAsync("\"timeoutMs\": 50,"));

        (run.State, run.Errors.Single().Error).ShouldBe((WorkflowStates.Failed, "Nobody called within 50 ms."));
    }

    [Fact]
    public async Task Without_the_token_a_call_is_signed()
    {
        var id = await SubmitAsync();
        using var http = new HttpClient { BaseAddress = world.Host.Address };
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

        foreach (var (body, secret, time) in new[] { ("{}", "guessed", now), ("{}", Secret, now.AddMinutes(-6)) })
            (await CallAsync(body, Sign(id, body, secret, time), time)).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var place in new[] { "", $"/hooks/{id}/greet.", "/hooks/other/approved." })
            (await CallAsync("{}", SignFor(place, "{}", Secret, now), now)).ShouldBe(HttpStatusCode.Unauthorized, $"signed for '{place}'; without one as a webhook node signs");
        (await CallAsync("""{"by":"eve"}""", Sign(id, """{"by":"ann"}""", Secret, now), now)).ShouldBe(HttpStatusCode.Unauthorized, "another body");
        (await CallAsync("""{"by":"ann"}""", Sign(id, """{"by":"ann"}""", Secret, now), now)).ShouldBe(HttpStatusCode.OK);

        (await EndAsync(id)).Results["greet"].Data!.Value.GetString().ShouldBe("ann");

        async Task<HttpStatusCode> CallAsync(string body, string signature, DateTimeOffset time)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{id}/approved") { Content = new StringContent(body) };
            request.Headers.Add("X-Swarm-Timestamp", time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Swarm-Signature", signature);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_is_no_call_is_refused_with_the_reason()
    {
        var id = await SubmitAsync();

        (await world.Api.PostAsync($"/api/workflows/{id}/nodes/greet/call", "{}")).Violation.Rule.ShouldContain("trigger: true");
        (await world.Api.PostAsync($"/api/workflows/{id}/nodes/nobody/call", "{}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", "{oops")).Violation.Field.ShouldBe("payload");
        (await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", $"\"{new string('x', 1_100_000)}\"")).Violation.Rule.ShouldContain("1048576");
        (await world.Api.PostAsync($"/api/workflows/{id}/nodes/approved/call", new string('[', 61) + new string(']', 61))).Violation.Rule.ShouldContain("58 levels");
        (await world.TellAsync(nameof(CallWorkflow), $$"""{"executionId":"{{id}}"}""")).ShouldBeOfType<CommandRejected>().Violations.Single().Field.ShouldBe("nodeId");
        var refused = (await world.Get<WorkflowCommands>().SubmitAsync(
            WorkflowHost.Parse("""{"workflowId":"w","nodes":[{"id":"a","type":"webhook","retry":{"maxAttempts":2},"configuration":{"trigger":true,"url":"http://x"}}]}"""), [], null, [], default)).ShouldBeOfType<CommandRejected>();
        refused.Violations.Select(v => v.Field).ShouldBe(["nodes[0].configuration.url", "nodes[0].retry"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_command_line_calls_and_a_cancelled_run_waits_no_longer()
    {
        var (first, second) = (await SubmitAsync(), await SubmitAsync());

        (await CliRun.OfAsync("workflow", "call", first, "approved", "--payload", "{\"by\":\"cli\"}", "--host", world.Host.Address.ToString(), "--token", world.Host.Token!))
            .ShouldEnd(ExitCodes.Ok).Out.ShouldContain("has its call");
        (await EndAsync(first)).Results["greet"].Data!.Value.GetString().ShouldBe("cli");
        await world.Api.PostAsync($"/api/workflows/{second}/cancel", "{}");

        (await EndAsync(second)).State.ShouldBe(WorkflowStates.Cancelled);
    }

    private static string Sign(string id, string body, string secret, DateTimeOffset time) => SignFor($"/hooks/{id}/approved.", body, secret, time);

    private static string SignFor(string place, string body, string secret, DateTimeOffset time) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time.ToUnixTimeSeconds()}.{place}{body}")))}";

    private async Task<string> SubmitAsync(string more = "", string? after = null)
    {
        after ??= """{ "id": "greet", "type": "data_transformation", "configuration": { "expression": "results.approved.by" } }""";
        var last = JsonElement.Parse(after).GetProperty("id").GetString();
        var workflow = WorkflowHost.Parse($$"""
            { "workflowId": "asks", "nodes": [ { "id": "approved", "type": "webhook", {{more}} "configuration": { "trigger": true } }, {{after}} ],
              "edges": [ { "source": "approved", "target": "{{last}}" } ] }
            """);
        return (await world.Get<WorkflowCommands>().SubmitAsync(workflow, [], null, [], CancellationToken.None)).ShouldBeOfType<WorkflowAccepted>().ExecutionId;
    }

    private async Task<WorkflowDetails> EndAsync(string id)
    {
        WorkflowDetails? run = null;
        await Eventually.HoldsAsync(
            async () => (run = await world.Get<WorkflowQueries>().GetAsync(id, true, CancellationToken.None)) is { } found && WorkflowStates.IsEnd(found.State), $"{id} has ended");
        return run!;
    }
}
