using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// While a run was paused, nodes that had waited for something began all the same: one that waited for an equal node, a workflow inside whose earlier run was being
/// undone first, and what such a workflow does again after it has undone.
/// </summary>
public sealed class APausedRunBeganWhatHadWaitedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_workflow_inside_begins_anew_only_when_its_run_is_resumed()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = (await host.RunAsync(Outer(ledger, ledger.Post("count"), $$""" { "id": "one", {{ledger.Post("ok/one")}}, "compensation": { {{ledger.Post("gate/unone")}} } }, { "id": "two", {{ledger.Post("bad")}} } """, """ { "source": "one", "target": "two" } """))).ExecutionId;
        var gate = Close(ledger);
        await AgainAsync(host, id, "a");
        await Eventually.HoldsAsync(() => Count(ledger, "unone") == 2, "what it has done is being undone");

        await PauseAsync(host, id);
        gate.SetResult();
        await host.EndAsync(Inner(id, 0));
        await host.Spine.Get<NodeStarter>().BeginAsync(id, 1, [1]);

        Count(ledger, "one").ShouldBe(1, "nothing begins");
        (await host.Spine.Get<WorkflowQueries>().LoadAsync(Inner(id, 1), CancellationToken.None)).ShouldBeNull();
        (await host.WaitForAsync(id, _ => true)).State.ShouldBe(WorkflowStates.Waiting);

        await ResumeAsync(host, id);
        await host.EndAsync(id);

        Count(ledger, "one").ShouldBe(2);
    }

    [Fact]
    public async Task What_a_workflow_inside_undoes_first_is_undone_and_then_it_waits_with_its_run()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = (await host.RunAsync(Outer(ledger, ledger.Post("ok/a"), $$"""
            { "id": "zero", {{ledger.Post("ok/zero")}}, "compensation": { {{ledger.Post("ok/unzero")}} } },
            { "id": "one", {{ledger.Post("ok/one")}}, "compensation": { {{ledger.Post("gate/unone")}} } },
            { "id": "two", {{ledger.Post("bad")}} }
            """, """ { "source": "zero", "target": "one" }, { "source": "one", "target": "two" } """))).ExecutionId;
        var gate = Close(ledger);
        await AgainAsync(host, id, null);
        await Eventually.HoldsAsync(() => Count(ledger, "unone") == 2, "what it could not undo is being undone");

        await PauseAsync(host, id);
        await host.WaitForAsync(Inner(id, 0), run => run.Timeline.Any(t => t.Reason == $"the run {id} was paused"));
        gate.SetResult();
        (await host.WaitForAsync(Inner(id, 0), run => run.State != WorkflowStates.Compensating)).State.ShouldBe(WorkflowStates.Waiting);
        Count(ledger, "zero").ShouldBe(1, "nothing begins");

        await ResumeAsync(host, id);
        await host.EndAsync(id);

        (Count(ledger, "zero"), Count(ledger, "one")).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_run_that_is_paused_while_it_undoes_first_may_be_resumed_before_that_has_ended()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var id = (await host.RunAsync(WorkflowHost.Parse($$"""
            { "workflowId": "flat", "nodes": [ { "id": "one", {{ledger.Post("ok/one")}}, "compensation": { {{ledger.Post("gate/unone")}} } }, { "id": "two", {{ledger.Post("bad")}} } ], "edges": [ { "source": "one", "target": "two" } ] }
            """))).ExecutionId;
        var gate = Close(ledger);
        await AgainAsync(host, id, "one");
        await Eventually.HoldsAsync(() => Count(ledger, "unone") == 2, "what it could not undo is being undone");

        await PauseAsync(host, id);
        (await PauseAsync(host, id, WorkflowStates.Compensating)).Changed.ShouldBeFalse();
        await ResumeAsync(host, id);
        gate.SetResult();
        await host.WaitForAsync(id, run => run.Run == 2 && WorkflowStates.IsEnd(run.State));

        Count(ledger, "one").ShouldBe(2);
    }

    [Fact]
    public async Task What_waits_for_an_equal_node_goes_on_waiting_when_that_has_failed()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (gate, first, second) = await WaitingAsync(ledger, host, "");

        await PauseAsync(host, second);
        gate.SetResult();
        (await host.EndAsync(first)).State.ShouldBe(WorkflowStates.Failed);
        await host.Spine.Get<NodeStarter>().BeginAsync(second, 0, [0]);
        Count(ledger, "q").ShouldBe(1, "nothing begins");
        ledger.Works = true;
        await ResumeAsync(host, second);

        (await host.EndAsync(second)).State.ShouldBe(WorkflowStates.Completed);
        Count(ledger, "q").ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_meanwhile_ends_what_has_not_begun()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var host = await ledger.HostAsync(redis.Port);
        var (gate, _, second) = await WaitingAsync(ledger, host, """, { "id": "slow", "type": "task", "configuration": { "kind": "basic", "operation": "sleep", "payload": { "ms": 3600000 } }, "timeoutMs": 7200000 } """);
        await host.Spine.WaitForAsync($"{second}~1", TaskStates.Running);

        await PauseAsync(host, second);
        await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = $"{second}~1", Reason = "it hangs" }, null, CancellationToken.None);
        var run = await host.EndAsync(second);
        gate.SetResult();

        run.State.ShouldBe(WorkflowStates.Failed);
        (run.Nodes[0].State, run.Nodes[0].Error).ShouldBe((WorkflowNodeStates.Cancelled, "cancelled before it began"));
        Count(ledger, "q").ShouldBe(1);
    }

    /// <returns>Two equal runs, of which the second waits for the first.</returns>
    private static async Task<(TaskCompletionSource Gate, string First, string Second)> WaitingAsync(LedgerServer ledger, WorkflowHost host, string more)
    {
        var gate = Close(ledger, works: false);
        string Run(string nodes) => $$""" { "workflowId": "equal", "nodes": [ { "id": "q", {{ledger.Post("gate/q")}}, "cache": {} } {{nodes}} ] } """;
        var first = (await host.SubmitAsync(WorkflowHost.Parse(Run("")))).ExecutionId;
        await Eventually.HoldsAsync(() => Count(ledger, "q") == 1, "the first one runs");
        var second = (await host.SubmitAsync(WorkflowHost.Parse(Run(more)))).ExecutionId;
        await Eventually.HoldsAsync(() => host.Spine.Get<CacheWaits>().Count == 1, "the second one waits");
        return (gate, first, second);
    }

    private static TaskCompletionSource Close(LedgerServer ledger, bool works = true)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ledger.Works, ledger.Gate) = (works, gate.Task);
        return gate;
    }

    private static SubmitWorkflow Outer(LedgerServer ledger, string a, string nodes, string edges) => WorkflowHost.Parse($$"""
        { "workflowId": "outer", "nodes": [ { "id": "a", {{a}} }, { "id": "s", "type": "sub_workflow", "configuration": { "workflowId": "inner", "nodes": [ {{nodes}} ], "edges": [ {{edges}} ] } } ],
          "edges": [ { "source": "a", "target": "s" } ] }
        """);

    private static string Inner(string run, int number) => WorkflowIds.SubWorkflow(new NodeOrigin(run, 1, number));

    private static int Count(LedgerServer ledger, string name) => ledger.Names.Count(n => n == name);

    private static async Task AgainAsync(WorkflowHost host, string id, string? node) =>
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = node }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

    private static async Task<WorkflowChanged> PauseAsync(WorkflowHost host, string id, string? state = null)
    {
        var answer = (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        if (state is not null)
            answer.State.ShouldBe(state);
        return answer;
    }

    private static async Task ResumeAsync(WorkflowHost host, string id) =>
        (await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>().Changed.ShouldBeTrue();
}
