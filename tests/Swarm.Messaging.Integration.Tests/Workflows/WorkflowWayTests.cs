using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A run's whole way, on the in-memory transport and a real Redis.</summary>
public sealed class WorkflowWayTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Echo = """ "type": "task", "configuration": { "kind": "basic", "operation": "echo" } """;

    private const string Diamond = $$"""
        {
          "workflowId": "diamond", "input": { "n": 7 },
          "nodes": [
            { "id": "start", {{Echo}}, "inputs": { "n": "input.n" } },
            { "id": "left", "type": "data_transformation", "configuration": { "expression": "results.start.n" } },
            { "id": "right", "type": "data_transformation", "configuration": { "fields": { "twice": "[results.start.n, results.start.n]" } } },
            { "id": "end", {{Echo}} }
          ],
          "edges": [
            { "source": "start", "target": "left" }, { "source": "start", "target": "right" },
            { "source": "left", "target": "end" }, { "source": "right", "target": "end" }
          ]
        }
        """;

    private Task<WorkflowHost> StartAsync() => WorkflowHost.StartAsync(redis.Port);

    [Fact]
    public async Task Data_flows_along_every_edge()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse(Diamond));

        run.State.ShouldBe(WorkflowStates.Completed);
        run.Success.ShouldBe(true);
        run.Errors.ShouldBeEmpty();
        run.Results["left"].Data!.Value.GetRawText().ShouldBe("7");
        run.Results["end"].Data!.Value.GetRawText().ShouldBe("""{"input":{"n":7},"results":{"left":7,"right":{"twice":[7,7]}}}""");
        run.Results.Keys.Order().ShouldBe(["end", "left", "right", "start"]);
    }

    [Fact]
    public async Task The_same_workflow_runs_as_often_as_it_is_submitted_and_one_execution_once()
    {
        await using var host = await StartAsync();
        var named = WorkflowHost.Parse(Diamond) with { ExecutionId = "mine" };

        var first = await host.SubmitAsync(WorkflowHost.Parse(Diamond));
        var second = await host.SubmitAsync(WorkflowHost.Parse(Diamond));
        await host.RunAsync(named);

        first.ExecutionId.ShouldNotBe(second.ExecutionId);
        (await host.SubmitAsync(named)).Duplicate.ShouldBeTrue();
        (await host.RefuseAsync(named with { Rank = 3 })).Code.ShouldBe("id_conflict");
        (await host.EndAsync(first.ExecutionId)).Success.ShouldBe(true);
        (await host.EndAsync(second.ExecutionId)).Success.ShouldBe(true);
    }

    [Fact]
    public async Task A_condition_skips_a_branch_and_what_joins_the_branches_runs()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "branch", "input": { "size": 12 },
              "nodes": [
                { "id": "read", {{Echo}}, "inputs": { "size": "input.size" } },
                { "id": "large", {{Echo}} }, { "id": "small", {{Echo}} }, { "id": "never", {{Echo}}, "condition": "input.size > `100`" }, { "id": "join", {{Echo}} }
              ],
              "edges": [
                { "source": "read", "target": "large", "condition": "size > `10`" }, { "source": "read", "target": "small", "condition": "size <= `10`" },
                { "source": "read", "target": "never" },
                { "source": "large", "target": "join" }, { "source": "small", "target": "join" }, { "source": "never", "target": "join" }
              ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Completed);
        run.Nodes.ToDictionary(n => n.NodeId, n => n.State).ShouldBe(new Dictionary<string, string>
        {
            ["read"] = WorkflowNodeStates.Succeeded, ["large"] = WorkflowNodeStates.Succeeded, ["small"] = WorkflowNodeStates.Skipped,
            ["never"] = WorkflowNodeStates.Skipped, ["join"] = WorkflowNodeStates.Succeeded,
        });
    }

    [Fact]
    public async Task A_failed_node_stops_the_run_and_what_was_done_is_undone_the_last_one_first()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "undo",
              "nodes": [
                { "id": "a", {{Echo}}, "compensation": { {{Echo}} } }, { "id": "b", {{Echo}}, "compensation": { {{Echo}} } },
                { "id": "bad", "type": "task", "retry": { "maxAttempts": 1 }, "configuration": { "kind": "basic", "operation": "fail" } },
                { "id": "after", {{Echo}} }
              ],
              "edges": [ { "source": "a", "target": "b" }, { "source": "b", "target": "bad" }, { "source": "bad", "target": "after" } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Success.ShouldBe(false);
        run.Errors.ShouldHaveSingleItem().NodeId.ShouldBe("bad");
        run.Nodes.Select(n => n.State).ShouldBe([
            WorkflowNodeStates.Compensated, WorkflowNodeStates.Compensated, WorkflowNodeStates.Failed, WorkflowNodeStates.NotReached,
        ]);
        run.Timeline.Select(t => t.To).Distinct().ShouldBe([WorkflowStates.Running, WorkflowStates.Compensating, WorkflowStates.Failed]);
        var undone = await Task.WhenAll(new[] { 0, 1 }.Select(n => host.Spine.Queries.GetAsync($"{run.ExecutionId}~{n}~undo", false, CancellationToken.None)));
        undone[1]!.EndedAt!.Value.ShouldBeLessThanOrEqualTo(undone[0]!.SubmittedAt);
    }

    [Fact]
    public async Task With_the_policy_continue_only_what_depends_on_it_is_skipped()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "on", "policy": "continue",
              "nodes": [
                { "id": "bad", "type": "task", "retry": { "preset": "none" }, "configuration": { "kind": "basic", "operation": "fail" } },
                { "id": "after", {{Echo}} }, { "id": "other", {{Echo}} }, { "id": "last", {{Echo}} }
              ],
              "edges": [ { "source": "bad", "target": "after" }, { "source": "other", "target": "last" } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.Select(n => n.State).ShouldBe([
            WorkflowNodeStates.Failed, WorkflowNodeStates.NotReached, WorkflowNodeStates.Succeeded, WorkflowNodeStates.Succeeded,
        ]);
    }

    [Fact]
    public async Task A_delay_holds_no_slot_and_a_workflow_may_be_a_node()
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "outer", "input": { "wait": 30 },
              "nodes": [
                { "id": "wait", "type": "delay", "configuration": { "ms": { "$from": "input.wait" } } },
                { "id": "inner", "type": "sub_workflow", "inputs": { "who": "input" },
                  "configuration": { "workflowId": "inner", "nodes": [ { "id": "deep", {{Echo}}, "inputs": { "got": "input.who.wait" } } ] } }
              ],
              "edges": [ { "source": "wait", "target": "inner" } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["inner"].Data!.Value.GetRawText().ShouldBe("""{"deep":{"got":30}}""");
    }

    [Theory]
    [InlineData(1_000)]
    public async Task A_long_chain_completes(int length)
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(new SubmitWorkflow
        {
            WorkflowId = "chain", TimeoutMs = 3_600_000,
            Nodes = [.. Enumerable.Range(0, length).Select(Noop)],
            Edges = [.. Enumerable.Range(1, length - 1).Select(i => new WorkflowEdge { Source = $"n{i - 1}", Target = $"n{i}" })],
        });

        run.Counts.ShouldBe(new Dictionary<string, int> { [WorkflowNodeStates.Succeeded] = length });
    }

    [Theory]
    [InlineData(5_000)]
    public async Task A_wide_fan_out_completes_and_what_joins_it_sees_every_result(int width)
    {
        await using var host = await StartAsync();

        var run = await host.RunAsync(new SubmitWorkflow
        {
            WorkflowId = "fan", TimeoutMs = 3_600_000,
            Nodes = [Noop(0), .. Enumerable.Range(1, width).Select(Noop), new() { Id = "end", Type = "data_transformation", Configuration = JsonElement.Parse("""{"expression":"length(keys(results))"}""") }],
            Edges = [.. Enumerable.Range(1, width).SelectMany(i => new[] { new WorkflowEdge { Source = "n0", Target = $"n{i}" }, new() { Source = $"n{i}", Target = "end" } })],
        });

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Results["end"].Data!.Value.GetInt32().ShouldBe(width);
    }

    private static WorkflowNode Noop(int i) =>
        new() { Id = $"n{i}", Type = "task", Configuration = JsonElement.Parse("""{"kind":"basic","operation":"noop","payload":null}""") };
}
