using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The timeline of a run that was run again from a finished node told only that it goes on: what its nodes had returned stood there as done.</summary>
public sealed class ARerunDidNotSayWhichResultsItReplacedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task The_entry_of_the_rerun_names_the_nodes_whose_results_no_longer_count()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var run = await host.RunAsync(WorkflowHost.Parse("""
            {
              "workflowId": "chain", "cache": false,
              "nodes": [
                { "id": "kept", "type": "data_transformation", "configuration": { "expression": "`1`" } },
                { "id": "again", "type": "data_transformation", "configuration": { "expression": "`2`" } },
                { "id": "after", "type": "data_transformation", "configuration": { "expression": "`3`" } } ],
              "edges": [ { "source": "kept", "target": "again" }, { "source": "again", "target": "after" } ]
            }
            """));
        run.Timeline.ShouldNotContain(entry => (entry.Reason ?? "").Contains("no longer counts", StringComparison.Ordinal));

        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "again", Reason = "the rate was wrong." }, null, CancellationToken.None))
            .ShouldBeOfType<WorkflowChanged>();

        var ended = await host.WaitForAsync(run.ExecutionId, r => r.Run == 1 && WorkflowStates.IsEnd(r.State));
        ended.Timeline.ShouldContain(entry => (entry.Reason ?? "").Contains("the rate was wrong. What again, after returned before no longer counts.", StringComparison.Ordinal));
    }
}
