using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows.Runner;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Workflows that are nodes of others: what they take over from their run, and when they are judged.</summary>
public sealed class InnerWorkflowTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Noop = """ "type": "task", "configuration": { "kind": "basic", "operation": "noop" } """;

    [Fact]
    public async Task A_pause_and_a_resume_reach_all_that_is_inside()
    {
        await using var server = await SlowServer.StartAsync();
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse(Outer($$"""
            { "workflowId": "middle", "nodes": [ { "id": "deep", "type": "sub_workflow", "configuration":
              { "workflowId": "deep", "nodes": [ { "id": "first", "type": "http_request", "configuration": { "url": "{{server.Url}}/wait/first" } }, { "id": "second", {{Noop}} } ],
                "edges": [ { "source": "first", "target": "second" } ] } } ] }
            """)))).ExecutionId;
        var middle = WorkflowIds.SubWorkflow(new NodeOrigin(id, 0, 0, false));
        var deep = WorkflowIds.SubWorkflow(new NodeOrigin(middle, 0, 0, false));
        await Eventually.HoldsAsync(() => server.Arrived.Count == 1, "the innermost node runs");

        await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None);

        foreach (var inner in new[] { middle, deep })
            (await host.WaitForAsync(inner, run => run.State == WorkflowStates.Waiting)).Timeline[^1].Reason.ShouldNotBeNull().ShouldContain("was paused");
        server.Release();
        var paused = await host.WaitForAsync(deep, run => run.Nodes[0].State == WorkflowNodeStates.Succeeded);
        (paused.State, paused.Nodes[1].State).ShouldBe((WorkflowStates.Waiting, WorkflowNodeStates.Pending));

        await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None);

        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Completed);
    }

    [Fact]
    public async Task One_that_begins_while_its_run_is_paused_waits_with_it()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var workflow = WorkflowHost.Parse(Outer($$"""{ "workflowId": "inner", "nodes": [ { "id": "wait", "type": "delay", "configuration": { "ms": 600000 } } ] }"""));
        var id = (await host.SubmitAsync(workflow)).ExecutionId;
        await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None);
        var inner = WorkflowIds.SubWorkflow(new NodeOrigin(id, 0, 0, false));
        await host.WaitForAsync(inner, run => run.State == WorkflowStates.Waiting);
        await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = inner }, null, CancellationToken.None);

        // As after a crash: the run asks for the nodes it believes running.
        await host.Spine.Get<NodeStarter>().BeginAsync(id, 0, [0]);

        (await host.WaitForAsync(inner, run => run.State == WorkflowStates.Waiting)).ParentExecutionId.ShouldBe(id);
        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id }, null, CancellationToken.None);
        (await host.EndAsync(id)).ShouldSatisfyAllConditions(o => o.State.ShouldBe(WorkflowStates.Cancelled), o => o.ParentExecutionId.ShouldBeNull());
        (await host.EndAsync(inner)).State.ShouldBe(WorkflowStates.Cancelled);
    }

    [Fact]
    public async Task Without_cache_and_one_at_a_time_is_so_inside_too()
    {
        await using var server = await SlowServer.StartAsync(together: 1);
        await using var host = await RunnerHost.StartAsync(redis.Port);
        var nodes = string.Join(",", Enumerable.Range(0, 4).Select(n => $$"""{ "id": "n{{n}}", "type": "http_request", "cache": {}, "configuration": { "url": "{{server.Url}}/wait/{{n}}" } }"""));
        var inner = $$"""{ "workflowId": "inner", "nodes": [ {{nodes}} ] }""";
        await host.RunAsync(WorkflowHost.Parse(Outer(inner)));

        var again = await host.RunAsync(WorkflowHost.Parse(Outer(inner, """ "cache": false, "enableDistributed": false, """)));

        again.State.ShouldBe(WorkflowStates.Completed, again.Reason);
        server.Arrived.Count.ShouldBe(8, "nothing was answered from the cache");
        server.Arrived.Skip(4).ShouldBe(["0", "1", "2", "3"]);
        var run = await host.EndAsync(WorkflowIds.SubWorkflow(new NodeOrigin(again.ExecutionId, 0, 0, false)));
        (run.EnableDistributed, run.Nodes.Any(n => n.Cached)).ShouldBe((false, false));
        var kept = await host.RunAsync(WorkflowHost.Parse(Outer(inner)));
        (await host.EndAsync(WorkflowIds.SubWorkflow(new NodeOrigin(kept.ExecutionId, 0, 0, false)))).Nodes.ShouldAllBe(n => n.Cached);
    }

    [Theory]
    [InlineData("""{ "nodes": [ { "id": "a", NOOP } ] }""", "workflowId")]
    [InlineData("""{ "workflowId": "i", "policy": "hope", "nodes": [ { "id": "a", NOOP } ] }""", "policy")]
    [InlineData("""{ "workflowId": "i", "timeoutMs": 0, "nodes": [ { "id": "a", NOOP } ] }""", "timeoutMs")]
    [InlineData("""{ "workflowId": "i", "nodes": [] }""", "nodes")]
    [InlineData("""{ "workflowId": "i", "nodes": [ { "id": "a/b", NOOP } ] }""", "nodes[0].id")]
    [InlineData("""{ "workflowId": "i", "nodes": [ { "id": "a", NOOP }, { "id": "b", NOOP } ], "edges": [ { "source": "a", "target": "b", "condition": "x[" } ] }""", "edges[0].condition")]
    [InlineData("""{ "workflowId": "i", "nodes": [ { "id": "a", NOOP } ], "edges": [ { "source": "a" } ] }""", "edges[0].target")]
    [InlineData("""{ "workflowId": "i", "nodes": [ { "id": "a", "type": "sub_workflow", "configuration": { "workflowId": "j", "nodes": [ { "id": "b", "type": "delay" } ] } } ] }""", "nodes[0].configuration.nodes[0].configuration.ms")]
    public async Task What_is_wrong_inside_is_told_when_the_whole_is_submitted(string inner, string path)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var refused = await host.RefuseAsync(WorkflowHost.Parse(Outer(inner.Replace("NOOP", Noop, StringComparison.Ordinal))));

        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe($"nodes[0].configuration.{path}");
    }

    [Fact]
    public void What_nobody_would_read_inside_is_a_warning()
    {
        var (_, warnings) = WorkflowReader.Submit(JsonElement.Parse(Outer($$"""{ "workflowId": "i", "executionId": "mine", "nodes": [ { "id": "a", "tpye": "x", {{Noop}} } ] }""")), "", []);

        warnings.Count.ShouldBe(2);
        warnings[0].ShouldContain("nodes[0].configuration.executionId is not used");
        warnings[1].ShouldContain("nodes[0].configuration.nodes[0].tpye");
    }

    [Fact]
    public async Task One_that_ends_in_the_step_that_begins_it_holds_nobody_up()
    {
        var log = new LogLines();
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.AddSingleton<ILoggerProvider>(log));

        var run = await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "outer", "nodes": [ { "id": "before", {{Noop}} }, { "id": "inner", "type": "sub_workflow", "configuration":
                { "workflowId": "inner", "nodes": [ { "id": "never", {{Noop}}, "condition": "input.nothing" } ] } } ],
              "edges": [ { "source": "before", "target": "inner" } ] }
            """));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        log.Text.ShouldNotContain("could not leave");
    }

    private static string Outer(string inner, string more = "") =>
        $$"""{ "workflowId": "outer", {{more}} "nodes": [ { "id": "inner", "type": "sub_workflow", "configuration": {{inner}} } ] }""";
}
