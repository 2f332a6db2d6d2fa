using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node whose work was done, and whose edge asked what could not be asked of the result, was failed and left standing while all before it was undone.</summary>
public sealed class ADoneNodeWithAWrongEdgeWasNotUndoneTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Echo = """ "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": "yes" } """;

    [Fact]
    public async Task It_is_undone_first_and_the_run_says_which_edge()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Workflow("true"));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Compensated, WorkflowNodeStates.Compensated, WorkflowNodeStates.NotReached]);
        var error = run.Errors.ShouldHaveSingleItem();
        error.NodeId.ShouldBe("pay");
        error.Error.ShouldContain("edge to ship");
        (run.Results["pay"].Success, run.Results["reserve"].Success, run.Stats!.Successful, run.Stats.Failed).ShouldBe((false, true, 1, 1));
        foreach (var node in new[] { 0, 1 })
            (await host.Spine.Queries.GetAsync($"{run.ExecutionId}~{node}~undo", false, CancellationToken.None)).ShouldNotBeNull().State.ShouldBe("Completed");
    }

    [Fact]
    public async Task Without_compensation_it_is_failed_and_nothing_is_undone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Workflow("false"));

        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Succeeded, WorkflowNodeStates.Failed, WorkflowNodeStates.NotReached]);
        run.Nodes[1].Error.ShouldNotBeNull().ShouldContain("edge to ship");
    }

    private static SubmitWorkflow Workflow(string compensate) => WorkflowHost.Parse($$"""
        {
          "workflowId": "order", "compensate": {{compensate}},
          "nodes": [ { "id": "reserve", {{Echo}}, "compensation": { {{Echo}} } }, { "id": "pay", {{Echo}}, "compensation": { {{Echo}} } }, { "id": "ship", {{Echo}} } ],
          "edges": [ { "source": "reserve", "target": "pay" }, { "source": "pay", "target": "ship", "condition": "abs(@) > `1`" } ]
        }
        """);
}
