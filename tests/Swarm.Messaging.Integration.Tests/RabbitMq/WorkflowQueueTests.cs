using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Integration.Tests.Workflows.Runner;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Nodes;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Somebody who knows nothing of us but names and JSON runs workflows and hears of the workers that run them.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class WorkflowQueueTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Two = """
        { "workflowId": "two", "executionId": "run-7", "nodes": [
            { "id": "asks", "type": "webhook", "configuration": { "trigger": true } }, { "id": "then", "type": "data_transformation", "configuration": { "expression": "results.asks" } } ],
          "edges": [ { "source": "asks", "target": "then" } ] }
        """;

    [Fact]
    public async Task Every_command_is_answered_as_plain_json()
    {
        await using var host = await StartAsync();
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        var names = host.Get<BusNames>();
        Task<JsonElement> Ask(string queue, string body) => client.AskAsync(names.Named(queue), body);
        static string? Of(JsonElement answer, string field) => answer.TryGetProperty(field, out var value) ? value.ToString() : null;
        const string Id = """{"executionId":"run-7"}""";

        var accepted = await Ask(SwarmNames.SubmitWorkflow, Two);
        (Of(accepted, "executionId"), Of(accepted, "state"), Of(accepted, "nodes")).ShouldBe(("run-7", WorkflowStates.Running, "2"));
        Of(await Ask(SwarmNames.SubmitWorkflow, Two), "duplicate").ShouldBe("True");
        Of(await Ask(SwarmNames.SubmitWorkflow, """{"workflowId":"w","nodes":[{"id":"a","type":"pigeon"}]}"""), "code").ShouldBe("unknown_type");
        Of(await Ask(SwarmNames.PauseWorkflow, Id), "state").ShouldBe(WorkflowStates.Waiting);
        Of(await Ask(SwarmNames.ResumeWorkflow, Id), "state").ShouldBe(WorkflowStates.Running);
        Of(await Ask(SwarmNames.RerunFrom, Id), "code").ShouldBe("wrong_state");
        Of(await Ask(SwarmNames.CallWorkflow, """{"executionId":"run-7","nodeId":"asks","payload":{"by":"ann"}}"""), "changed").ShouldBe("True");
        JsonElement run = default;
        await Eventually.HoldsAsync(
            async () => Of(run = await Ask(SwarmNames.GetWorkflow, """{"executionId":"run-7","includeResults":true}"""), "state") == WorkflowStates.Completed, "it has ended");
        run.GetProperty("results").GetProperty("then").GetProperty("data").GetProperty("by").GetString().ShouldBe("ann");
        Of(await Ask(SwarmNames.RerunFrom, """{"executionId":"run-7","nodeId":"asks"}"""), "state").ShouldBe(WorkflowStates.Running);
        Of(await Ask(SwarmNames.CancelWorkflow, """{"executionId":"run-7","reason":"enough"}"""), "state").ShouldBe(WorkflowStates.Cancelled);
        Of(await Ask(SwarmNames.GetWorkflow, """{"executionId":"nobody"}"""), "code").ShouldBe("not_found");
        Of(await Ask(SwarmNames.CancelWorkflow, """{"executionId":7}"""), "code").ShouldBe("invalid");
    }

    [Fact]
    public async Task Workers_and_breakers_are_told_of_on_the_events_exchange()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await StartAsync();
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        var events = await client.ListenAsync(host.Get<BusNames>().Events, "runner.#");
        var hostId = host.Get<HostIdentity>().HostId;
        var url = new Uri(server.Url);

        host.Get<NodePool>().Check(0, 0, depth: 10);
        (await NextAsync(events, "scale_up")).GetProperty("workers").GetInt32().ShouldBe(2);
        (await NextAsync(events, "worker_started")).GetProperty("workerId").GetString().ShouldBe("node-worker-2");
        await host.SubmitAsync(RunnerHost.Node("bomb", "bomb", "{}") with { Retry = new RetrySettings { Preset = "none" } });
        var crashed = await NextAsync(events, "worker_crashed");
        crashed.GetProperty("hostId").GetString().ShouldBe(hostId);
        crashed.GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("boom");

        await host.SubmitAsync(RunnerHost.Request("broken", $"{server.Url}/broken/a") with { Retry = new RetrySettings { Preset = "none" } });
        var opened = await NextAsync(events, "circuit_breaker_opened");
        opened.GetProperty("key").GetString().ShouldBe($"http_request:127.0.0.1:{url.Port}");
        await client.AskAsync(host.Get<BusNames>().Named(SwarmNames.ManageBreakers), $$"""{"action":"reset","key":"http_request:127.0.0.1:{{url.Port}}"}""");
        (await NextAsync(events, "circuit_breaker_reset")).GetProperty("hostId").GetString().ShouldBe(hostId);
    }

    private static async Task<JsonElement> NextAsync(ChannelReader<(string Key, JsonElement Body)> events, string name)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var (key, body) = await events.ReadAsync(limit.Token);
            if (!key.StartsWith($"runner.{name}.", StringComparison.Ordinal))
                continue;
            body.GetProperty("event").GetString().ShouldBe(name);
            return body;
        }
    }

    private Task<SpineHost> StartAsync() => SpineHost.StartAsync(redis.Server.ConnectionString, $"w{Guid.NewGuid():N}", rabbit.Server.Address(), services =>
    {
        services.AddSingleton<INodeType, Bomb>();
        services.Configure<WorkflowOptions>(o => (o.AllowedHosts, o.BreakerFailures) = ("127.0.0.1", 1));
        services.Configure<RunnerOptions>(o => (o.MinWorkers, o.CheckInterval) = (1, TimeSpan.FromHours(1)));
    });

    /// <summary>A type of node with a defect.</summary>
    private sealed class Bomb : INodeType
    {
        public string Name => "bomb";

        public void Check(NodeFields configuration)
        {
        }

        public string? Destination(JsonElement configuration) => null;

        public Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation) => throw new InvalidOperationException("boom");
    }
}
