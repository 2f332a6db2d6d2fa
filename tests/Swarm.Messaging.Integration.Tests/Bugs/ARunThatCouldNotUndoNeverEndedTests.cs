using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A compensation that nobody serves kept its run compensating for ever: no time ended it, and it could not be cancelled. And a run that was cancelled after it had failed forgot why.</summary>
public sealed class ARunThatCouldNotUndoNeverEndedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Echo = """ "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": 1 } """;
    private const string Fails = """ "type": "task", "configuration": { "kind": "basic", "operation": "fail", "payload": { "untilAttempt": 99 } }, "retry": { "maxAttempts": 1 } """;
    private const string Unserved = """ "type": "agent", "configuration": { "kind": "code", "operation": "analyze", "requires": [ "nobody-has-this" ], "payload": { "filePath": "a.py", "content": "x=1" } } """;

    [Fact]
    public async Task A_compensation_has_its_time()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: s => s.Configure<WorkflowOptions>(o => o.CompensationTimeout = TimeSpan.FromSeconds(1)));

        var run = await host.RunAsync(Order(Unserved));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Reason.ShouldNotBeNull().ShouldEndWith("Not undone, as the compensation failed: pay.");
        run.Nodes.Select(n => n.State).ShouldBe([WorkflowNodeStates.Compensated, WorkflowNodeStates.Succeeded, WorkflowNodeStates.Failed]);
    }

    [Fact]
    public async Task It_can_be_given_up()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(Order(Unserved))).ExecutionId;
        await host.WaitForAsync(id, run => run.State == WorkflowStates.Compensating);

        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "by hand" }, null, default)).ShouldBeOfType<WorkflowChanged>().Changed.ShouldBeTrue();

        var run = await host.EndAsync(id);
        (run.State, run.Nodes[0].State, run.Nodes[1].State).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Succeeded, WorkflowNodeStates.Succeeded));
        run.Reason.ShouldNotBeNull().ShouldStartWith("The node ship failed: ");
        run.Reason.ShouldEndWith("Then it was cancelled: by hand. Not undone, as the compensation failed or was cancelled: pay, reserve.");
    }

    [Fact]
    public async Task A_run_that_is_cancelled_after_it_has_failed_says_why_it_failed_and_what_is_not_undone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse($$"""
            {
              "workflowId": "order",
              "nodes": [ { "id": "reserve", {{Echo}}, "compensation": { {{Echo}} } }, { "id": "ship", {{Fails}} }, { "id": "beside", {{Unserved}} } ],
              "edges": [ { "source": "reserve", "target": "ship" } ]
            }
            """))).ExecutionId;
        await host.WaitForAsync(id, run => run.State == WorkflowStates.Stopping);

        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id }, null, default)).ShouldBeOfType<WorkflowChanged>();

        var run = await host.EndAsync(id);
        run.State.ShouldBe(WorkflowStates.Cancelled);
        run.Reason.ShouldNotBeNull().ShouldStartWith("The node ship failed: ");
        run.Reason.ShouldEndWith("Then it was cancelled. Not undone: reserve.");
    }

    private static SubmitWorkflow Order(string compensation) => WorkflowHost.Parse($$"""
        {
          "workflowId": "order",
          "nodes": [ { "id": "reserve", {{Echo}}, "compensation": { {{Echo}} } }, { "id": "pay", {{Echo}}, "compensation": { {{compensation}} } }, { "id": "ship", {{Fails}} } ],
          "edges": [ { "source": "reserve", "target": "pay" }, { "source": "pay", "target": "ship" } ]
        }
        """);
}
