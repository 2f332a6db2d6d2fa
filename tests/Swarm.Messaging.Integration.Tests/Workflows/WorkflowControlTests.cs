using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>What callers do to a run.</summary>
public sealed class WorkflowControlTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly SubmitWorkflow Slow = WorkflowHost.Parse("""
        {
          "workflowId": "slow",
          "nodes": [
            { "id": "quick", "type": "task", "configuration": { "kind": "basic", "operation": "noop" } },
            { "id": "slow", "type": "task", "configuration": { "kind": "basic", "operation": "sleep", "payload": { "ms": 3600000 } }, "timeoutMs": 7200000 },
            { "id": "wait", "type": "delay", "configuration": { "ms": 3600000 } },
            { "id": "after", "type": "task", "configuration": { "kind": "basic", "operation": "noop" } }
          ],
          "edges": [ { "source": "slow", "target": "after" } ]
        }
        """);

    private static readonly SubmitWorkflow Two = WorkflowHost.Parse("""
        {
          "workflowId": "two",
          "nodes": [
            { "id": "first", "type": "task", "configuration": { "kind": "basic", "operation": "sleep", "payload": { "ms": 500 } } },
            { "id": "second", "type": "task", "configuration": { "kind": "basic", "operation": "noop" } }
          ],
          "edges": [ { "source": "first", "target": "second" } ]
        }
        """);

    [Fact]
    public async Task A_cancelled_run_ends_with_its_running_nodes()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(Slow)).ExecutionId;
        await host.WaitForAsync(id, run => run.Nodes[0].State == WorkflowNodeStates.Succeeded);
        await host.Spine.WaitForAsync($"{id}~1", TaskStates.Running);

        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "enough" }, null, CancellationToken.None);
        var run = await host.EndAsync(id);

        (run.State, run.Reason).ShouldBe((WorkflowStates.Cancelled, "enough"));
        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Succeeded, WorkflowNodeStates.Cancelled, WorkflowNodeStates.Cancelled, WorkflowNodeStates.NotReached]);
        (await host.Spine.WaitForAsync($"{id}~1", TaskStates.Cancelled)).State.ShouldBe(TaskStates.Cancelled);
    }

    [Fact]
    public async Task A_node_whose_task_an_operator_cancels_has_not_succeeded()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(Slow)).ExecutionId;
        await host.Spine.WaitForAsync($"{id}~1", TaskStates.Running);

        await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = $"{id}~1", Reason = "it hangs" }, null, CancellationToken.None);
        var run = await host.EndAsync(id);

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Errors.ShouldHaveSingleItem().ShouldBe(new WorkflowError("partition_0", "slow", "it hangs"));
    }

    [Fact]
    public async Task A_run_whose_time_is_over_fails()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Slow with { TimeoutMs = 300 });

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Reason.ShouldNotBeNull().ShouldContain("300 ms");
    }

    [Fact]
    public async Task A_cancelled_run_stays_cancelled_past_its_time_and_undoes_nothing()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(Slow with
        {
            Nodes = [Slow.Nodes![0] with { Compensation = new() { Type = "task", Configuration = Slow.Nodes[0].Configuration } }, .. Slow.Nodes.Skip(1)],
        })).ExecutionId;
        await host.WaitForAsync(id, run => run.Nodes[0].State == WorkflowNodeStates.Succeeded);
        await host.Spine.WaitForAsync($"{id}~1", TaskStates.Running);

        // Its time is over before what it has stopped has ended: both in one step.
        await host.Spine.Get<SagaRunner<WorkflowSaga>>().HandleAsync(
            [new("cancel", id, new CancelWorkflow { ExecutionId = id, Reason = "enough" }), new("late", id, new WorkflowTimeoutDue())], CancellationToken.None);
        var run = await host.EndAsync(id);

        (run.State, run.Reason).ShouldBe((WorkflowStates.Cancelled, "enough"));
        run.Nodes[0].State.ShouldBe(WorkflowNodeStates.Succeeded, "it is not undone");
        (await host.Spine.Queries.GetAsync($"{id}~0~undo", false, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task While_it_is_paused_what_runs_ends_and_nothing_begins()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(Two)).ExecutionId;

        (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None))
            .ShouldBeOfType<WorkflowChanged>().State.ShouldBe(WorkflowStates.Waiting);
        var paused = await host.WaitForAsync(id, run => run.Nodes[0].State == WorkflowNodeStates.Succeeded);
        await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None);
        var run = await host.EndAsync(id);

        (paused.State, paused.Nodes[1].State).ShouldBe((WorkflowStates.Waiting, WorkflowNodeStates.Pending));
        run.State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task Run_again_from_a_node_the_results_before_it_are_kept()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var first = await host.RunAsync(Two);

        await host.Commands.RerunAsync(new RerunFrom { ExecutionId = first.ExecutionId, NodeId = "second" }, null, CancellationToken.None);
        var second = await host.WaitForAsync(first.ExecutionId, run => run.Run == 1 && WorkflowStates.IsEnd(run.State));

        second.State.ShouldBe(WorkflowStates.Completed);
        second.Results["first"].Timestamp.ShouldBe(first.Results["first"].Timestamp);
        second.Nodes[1].TaskId.ShouldBe($"{first.ExecutionId}~1~1");
        (await host.Spine.Queries.LoadAsync($"{first.ExecutionId}~0~1", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_run_in_which_nothing_failed_runs_again_from_a_named_node_only()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var first = await host.RunAsync(Two);

        var refused = (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = first.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Violations.Single().Field).ShouldBe(("invalid", "nodeId"));
        refused.Message.ShouldContain($"swarm workflow rerun {first.ExecutionId} --from NODE");
        (await host.EndAsync(first.ExecutionId)).ShouldSatisfyAllConditions(r => r.Run.ShouldBe(0), r => r.State.ShouldBe(WorkflowStates.Completed), r => r.EndedAt.ShouldBe(first.EndedAt));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    public async Task What_no_path_could_name_is_no_id(string id)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var trigger = new WorkflowNode { Id = id, Type = "webhook", Configuration = JsonElement.Parse("""{"trigger":true}""") };

        (await host.RefuseAsync(new SubmitWorkflow { WorkflowId = "w", Nodes = [trigger] })).Violations.ShouldHaveSingleItem().Field.ShouldBe("nodes[0].id");
        (await host.RefuseAsync(Two with { ExecutionId = id })).Violations.ShouldHaveSingleItem().Field.ShouldBe("executionId");
    }

    [Fact]
    public async Task What_a_state_does_not_allow_is_refused_and_says_what_can_be_done()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var run = await host.RunAsync(Two);

        var refused = (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = run.ExecutionId }, null, CancellationToken.None)).ShouldBeOfType<CommandRejected>();
        var missing = (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = "nobody" }, null, CancellationToken.None)).ShouldBeOfType<CommandRejected>();
        var node = (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run.ExecutionId, NodeId = "third" }, null, CancellationToken.None)).ShouldBeOfType<CommandRejected>();

        (refused.Code, missing.Code, node.Code).ShouldBe(("wrong_state", "not_found", "not_found"));
        refused.Message.ShouldContain("run again");
    }

    [Fact]
    public async Task What_cannot_run_is_refused_with_every_reason()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var broken = await host.RefuseAsync(new SubmitWorkflow
        {
            WorkflowId = "w",
            Nodes =
            [
                new() { Id = "a", Type = "carrier_pigeon" }, new() { Id = "b", Type = "delay" }, new() { Id = "c", Type = "task", Configuration = JsonElement.Parse("""{"kind":"basic","operation":"fly"}""") },
                new() { Id = "d", Type = "http_request", Configuration = JsonElement.Parse("""{"url":"ftp://x","methd":"GET"}""") }, new() { Id = "e", Type = "delay", Configuration = JsonElement.Parse("""{"ms":1}"""), Condition = "a[" },
            ],
        });
        var cycle = await host.RefuseAsync(Two with { Edges = [new() { Source = "first", Target = "second" }, new() { Source = "second", Target = "first" }] });

        broken.Violations.Select(v => v.Field).ShouldBe([
            "nodes[0].type", "nodes[1].configuration.ms", "nodes[2].configuration.operation", "nodes[3].configuration.url", "nodes[3].configuration.methd", "nodes[4].condition",
        ]);
        cycle.Message.ShouldContain("first -> second -> first");
    }
}
