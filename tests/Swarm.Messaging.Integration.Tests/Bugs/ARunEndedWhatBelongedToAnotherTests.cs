using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The run <c>a.1</c> had the tasks and workflows inside that reruns of <c>a</c> asked for by the same ids: they failed, cancelled what was another's, or
/// never came to an end; and any caller could take the id that a node was to have.
/// </summary>
public sealed class ARunEndedWhatBelongedToAnotherTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Sleep = """ "type": "task", "timeoutMs": 7200000, "configuration": { "kind": "basic", "operation": "sleep", "payload": { "ms": 3600000 } } """;
    private const string Echo = """ "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": "yes" } """;
    private const string Inner = $$""" "type": "sub_workflow", "configuration": { "workflowId": "inner", "timeoutMs": 7200000, "nodes": [ { "id": "s", {{Sleep}} } ] } """;

    [Fact]
    public void No_two_nodes_and_no_node_and_a_caller_share_an_id()
    {
        string[] runs = ["a", "a.1", "a.1.1", "a.1.undo", "a.undo"];
        var origins = runs.SelectMany(run => Enumerable.Range(0, 3).SelectMany(node => Enumerable.Range(0, 3).SelectMany(
            rerun => new[] { false, true }.Select(undo => new NodeOrigin(run, node, rerun, undo))))).ToList();

        origins.Select(WorkflowIds.Task).Distinct().Count().ShouldBe(origins.Count);
        origins.Select(WorkflowIds.SubWorkflow).Distinct().Count().ShouldBe(origins.Count);
        foreach (var id in origins.SelectMany(o => new[] { WorkflowIds.Task(o), WorkflowIds.SubWorkflow(o) }))
        {
            var (open, own) = (new List<Execution.Violation>(), new List<Execution.Violation>());
            CommandRules.CheckId(id, "taskId", required: true, open);
            CommandRules.CheckId(id, "taskId", required: true, own, reserved: false, made: true);
            (open.Count, own.Count).ShouldBe((1, 0), id);
        }
    }

    [Fact]
    public async Task Runs_whose_ids_lie_within_each_other_are_run_again_and_cancelled_each_by_itself()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var nodes = $$"""{ "id": "a", {{Echo}} }, { "id": "b", {{Inner}} }""";
        await RunsInsideAsync(host, (await host.SubmitAsync(Run("w", nodes))).ExecutionId, rerun: 0);
        await CancelAsync(host, "w");
        var other = await RunsInsideAsync(host, (await host.SubmitAsync(Run("w.1", nodes))).ExecutionId, rerun: 0);

        await host.Commands.RerunAsync(new RerunFrom { ExecutionId = "w", NodeId = "b" }, null, CancellationToken.None);
        var own = await RunsInsideAsync(host, "w", rerun: 1);
        await CancelAsync(host, "w");

        (await host.EndAsync(own)).State.ShouldBe(WorkflowStates.Cancelled);
        (await host.WaitForAsync(other, _ => true)).State.ShouldBe(WorkflowStates.Running);
        await CancelAsync(host, "w.1");
        (await host.EndAsync(other)).State.ShouldBe(WorkflowStates.Cancelled);
    }

    [Fact]
    public async Task A_caller_may_not_take_the_id_of_a_node()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var task = (await host.Spine.SubmitAsync(new SubmitTask { TaskId = "u~0", Kind = "basic", Operation = "noop" })).Rejected.ShouldNotBeNull();
        (task.Code, task.Violations.ShouldHaveSingleItem().Field).ShouldBe(("reserved_id", "taskId"));
        task.Message.ShouldContain("~ stands only in ids that the system makes itself");
        (await host.RefuseAsync(Run("sub~0", $$"""{ "id": "a", {{Echo}} }"""))).Violations.ShouldHaveSingleItem().Field.ShouldBe("executionId");

        // What such an id names can be looked at and cancelled by it all the same.
        (await host.RunAsync(Run("u", $$"""{ "id": "a", {{Echo}} }"""))).Nodes[0].TaskId.ShouldBe("u~0");
        CommandRules.Judge(new GetTask { TaskId = "u~0" }).ShouldBeNull();
    }

    [Fact]
    public async Task A_task_that_is_anothers_fails_the_node_and_is_left_alone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        await TakeTaskAsync(host, "t");

        var run = await host.RunAsync(Run("t", $$"""{ "id": "a", {{Sleep}} }"""));

        (run.State, run.Nodes[0].State).ShouldBe((WorkflowStates.Failed, WorkflowNodeStates.Failed));
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain("t~0 exists and is not this node's: it was submitted for node number 7 of the run other");
        (await host.Spine.WaitForAsync("t~0", TaskStates.Running)).State.ShouldBe(TaskStates.Running);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_and_leaves_the_task_of_another_alone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        await TakeTaskAsync(host, "c");

        await BeginAndCancelAsync(host, Run("c", $$"""{ "id": "a", {{Sleep}} }"""));

        (await host.EndAsync("c")).State.ShouldBe(WorkflowStates.Cancelled);
        (await host.Spine.WaitForAsync("c~0", TaskStates.Running)).State.ShouldBe(TaskStates.Running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_workflow_inside_that_is_anothers_fails_the_node_and_is_left_alone(bool ofSameContent)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var taken = await TakeWorkflowAsync(host, "i", ofSameContent);

        var run = await host.RunAsync(Run("i", $$"""{ "id": "a", {{Inner}} }"""));

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes[0].Error.ShouldNotBeNull().ShouldContain("is not this node's");
        (await host.WaitForAsync(taken, _ => true)).State.ShouldBe(WorkflowStates.Running);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_and_leaves_the_workflow_of_another_alone()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var taken = await TakeWorkflowAsync(host, "j", ofSameContent: false);

        await BeginAndCancelAsync(host, Run("j", $$"""{ "id": "a", {{Inner}} }"""));

        (await host.EndAsync("j")).State.ShouldBe(WorkflowStates.Cancelled);
        (await host.WaitForAsync(taken, _ => true)).State.ShouldBe(WorkflowStates.Running);
    }

    /// <returns>The workflow inside, which goes on when its run is run again, once its task runs.</returns>
    private static async Task<string> RunsInsideAsync(WorkflowHost host, string run, int rerun)
    {
        var inside = WorkflowIds.SubWorkflow(new NodeOrigin(run, 1, 0));
        await host.Spine.WaitForAsync(WorkflowIds.Task(new NodeOrigin(inside, 0, rerun)), TaskStates.Running);
        return inside;
    }

    private static async Task CancelAsync(WorkflowHost host, string run)
    {
        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None);
        (await host.EndAsync(run)).State.ShouldBe(WorkflowStates.Cancelled);
    }

    private static SubmitWorkflow Run(string id, string nodes) => WorkflowHost.Parse($$"""{ "workflowId": "mine", "executionId": "{{id}}", "timeoutMs": 7200000, "nodes": [ {{nodes}} ] }""");

    /// <summary>As an earlier version could leave it: the id of the run's first node is another's.</summary>
    private static async Task TakeTaskAsync(WorkflowHost host, string run)
    {
        var command = new SubmitTask { TaskId = WorkflowIds.Task(new NodeOrigin(run, 0, 0)), Kind = "basic", Operation = "sleep", Payload = JsonElement.Parse("""{"ms":3600000}"""), TimeoutMs = 7_200_000 };
        var answer = await host.Spine.Commands.SubmitAsync([new Submission(command, Origin: new NodeOrigin("other", 7, 0))], CancellationToken.None);
        answer[0].Accepted.ShouldNotBeNull(answer[0].Rejected?.Message);
        await host.Spine.WaitForAsync(command.TaskId, TaskStates.Running);
    }

    private static async Task<string> TakeWorkflowAsync(WorkflowHost host, string run, bool ofSameContent)
    {
        var id = WorkflowIds.SubWorkflow(new NodeOrigin(run, 0, 0));
        var workflow = Run("x", $$"""{ "id": "s", {{Sleep}} }""");
        if (ofSameContent)
            workflow = workflow with { WorkflowId = "inner", Input = JsonElement.Parse("""{"input":null,"results":{}}""") };
        var order = Judge(host, workflow) with { ExecutionId = id };
        await host.Spine.Get<SagaRunner<WorkflowSaga>>().HandleAsync([new("taken", id, new WorkflowSubmission(order))], CancellationToken.None);
        return id;
    }

    /// <summary>Both in one step, so that the node is ended before anybody could have begun it.</summary>
    private static async Task BeginAndCancelAsync(WorkflowHost host, SubmitWorkflow workflow)
    {
        var order = Judge(host, workflow);
        await host.Spine.Get<SagaRunner<WorkflowSaga>>().HandleAsync(
            [new("begin", order.ExecutionId, new WorkflowSubmission(order)), new("cancel", order.ExecutionId, new CancelWorkflow { ExecutionId = order.ExecutionId })], CancellationToken.None);
    }

    private static WorkflowOrder Judge(WorkflowHost host, SubmitWorkflow workflow) => host.Spine.Get<WorkflowRules>().Judge(workflow, []).Order.ShouldNotBeNull();
}
