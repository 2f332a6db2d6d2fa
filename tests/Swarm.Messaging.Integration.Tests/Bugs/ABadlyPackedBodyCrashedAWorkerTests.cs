using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A body that said it was packed and was not brought down the worker that read it.</summary>
public sealed class ABadlyPackedBodyCrashedAWorkerTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task It_is_the_nodes_error_and_names_the_address(string encoding)
    {
        await using var server = await LedgerServer.StartAsync();
        await using var host = await server.HostAsync(redis.Port);
        var url = $"{server.Address}/packed/{encoding}";

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "w", "nodes": [ { "id": "n", "type": "http_request", "configuration": { "url": "{{url}}" } } ] }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes[0].Attempts.ShouldBe(1);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain(url);
        host.Spine.Get<RunnerCounts>().Of(RunnerEvents.WorkerCrashed).ShouldBe(0);
    }
}
