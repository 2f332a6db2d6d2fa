using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A result has at most 1 MiB; that of a workflow inside was as large as those of all its last nodes together, and nothing bounded it.</summary>
public sealed class AWorkflowInsideHandedOnAnyAmountTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task It_fails_by_name_and_what_it_has_done_is_undone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Outer(600_000));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes[0].State.ShouldBe(WorkflowNodeStates.Compensated, run.Nodes[0].CompensationError);
        run.Errors.ShouldHaveSingleItem().Error.ShouldContain("more than 1048576 bytes");
        (await host.Spine.Queries.GetAsync($"{run.ExecutionId}~0~undo", false, CancellationToken.None)).ShouldNotBeNull().State.ShouldBe("Completed");
    }

    [Fact]
    public async Task What_fits_is_handed_on_as_it_is()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Outer(500_000));

        run.State.ShouldBe(WorkflowStates.Completed);
        run.Results["inner"].Data!.Value.GetProperty("b").GetString()!.Length.ShouldBe(500_000);
    }

    private static SubmitWorkflow Outer(int length) => WorkflowHost.Parse($$"""
        {
          "workflowId": "outer",
          "nodes": [
            {
              "id": "inner", "type": "sub_workflow",
              "configuration": { "workflowId": "inner", "nodes": [ { "id": "a", {{Echo(length)}} }, { "id": "b", {{Echo(length)}} } ], "edges": [] },
              "compensation": { {{Echo(1)}} }
            } ],
          "edges": []
        }
        """);

    private static string Echo(int length) => $$""" "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": "{{new string('x', length)}}" } """;
}
