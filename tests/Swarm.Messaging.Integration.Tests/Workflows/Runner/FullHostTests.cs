using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>Nodes where there is no room for them: in memory, in the queue.</summary>
public sealed class FullHostTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Above_the_critical_limit_what_runs_ends_and_no_further_node_of_the_run_begins_until_there_is_room()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port, configure: services => services.Configure<MemoryOptions>(o => o.CheckInterval = TimeSpan.FromHours(1)));
        var run = await host.SubmitAsync(WorkflowHost.Parse($$"""
            { "workflowId": "w",
              "nodes": [
                { "id": "a", "type": "http_request", "configuration": { "url": "{{server.Url}}/wait/a" } },
                { "id": "b", "type": "http_request", "configuration": { "url": "{{server.Url}}/wait/b" } }
              ],
              "edges": [ { "source": "a", "target": "b" } ] }
            """));
        await Eventually.HoldsAsync(() => server.Arrived.Count == 1, "the first node runs");

        await LimitAsync(host, 1, 2);
        server.Open();

        var half = await host.WaitForAsync(run.ExecutionId, r => r.Nodes.Single(n => n.NodeId == "a").State == WorkflowNodeStates.Succeeded && r.Nodes.Single(n => n.NodeId == "b").TaskId is not null);
        await host.Spine.WaitForAsync(half.Nodes.Single(n => n.NodeId == "b").TaskId!, TaskStates.Parked);
        server.Arrived.ShouldBe(["a"]);

        await LimitAsync(host, 100_000, 200_000);

        (await host.EndAsync(run.ExecutionId)).State.ShouldBe(WorkflowStates.Completed);
        server.Arrived.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_full_queue_of_nodes_answers_429_with_the_figures()
    {
        await using var server = await SlowServer.StartAsync();
        var host = new HttpHost(new()
        {
            ["Placement:BacklogBound"] = "2", ["Workflows:AllowedHosts"] = "127.0.0.1", ["Workflows:Runner:EnableAutoScaling"] = "false",
            ["Workflows:Runner:MinWorkers"] = "1", ["Workflows:Runner:TasksPerWorker"] = "1",
        });
        await host.InitializeAsync();
        try
        {
            // One runs, two wait.
            for (var n = 0; n < 3; n++)
                (await host.Api.PostAsync("/api/tasks", Node($"t{n}"))).Status.ShouldBe(HttpStatusCode.Accepted);

            var refused = await host.Api.PostAsync("/api/tasks", Node("late"));

            (refused.Status, refused["code"]).ShouldBe((HttpStatusCode.TooManyRequests, "backlog_full"));
            refused["message"].ShouldContain("The queue node has 2 waiting tasks and takes no more than 2.");
        }
        finally
        {
            server.Open();
            await host.DisposeAsync();
        }

        string Node(string id) => $$"""{ "taskId": "{{id}}", "kind": "node", "operation": "http_request", "payload": { "configuration": { "url": "{{server.Url}}/wait/{{id}}" }, "input": null } }""";
    }

    private static async Task LimitAsync(WorkflowHost host, int warning, int critical)
    {
        var limits = host.Spine.Get<IOptionsMonitor<MemoryOptions>>().CurrentValue;
        (limits.WarningMb, limits.CriticalMb) = (warning, critical);
        host.Spine.Get<MemoryGuard>().RunOnce();
        await host.Spine.Get<TargetOffers>().RunOnceAsync(CancellationToken.None);
    }
}
