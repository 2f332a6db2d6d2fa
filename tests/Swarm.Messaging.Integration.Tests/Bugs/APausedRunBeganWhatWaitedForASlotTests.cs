using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Nodes of a wide run that waited for a slot when it was paused began one after the other as slots came free, until all of them had run.</summary>
public sealed class APausedRunBeganWhatWaitedForASlotTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Long = """{ "id": "long", "type": "task", "configuration": { "kind": "basic", "operation": "sleep", "payload": { "ms": 3600000 } }, "timeoutMs": 7200000 }""";

    private static readonly int[] Wide = [1, 2, 3, 4];

    [Fact]
    public async Task What_has_not_begun_waits_until_it_is_resumed()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("wide", "continue"));
        var deadline = (await SagaAsync(host, id, 1)).Deadline;

        await PauseAsync(host, id);
        await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = $"{id}~0" }, null, CancellationToken.None);
        // It comes after them in the one queue.
        await host.Spine.SubmitAsync(new SubmitTask { TaskId = "after", Kind = "basic", Operation = "echo" });
        await host.Spine.WaitForAsync("after", TaskStates.Completed);

        (await StatesAsync(host, id)).ShouldAllBe(state => state == TaskStates.Blocked);
        (await host.Spine.Queries.ExplainAsync($"{id}~1", CancellationToken.None))!.Why.ShouldBe($"It is blocked: it waits for its run {id}, which is paused (swarm workflow resume {id}).");
        (await host.WaitForAsync(id, _ => true)).State.ShouldBe(WorkflowStates.Waiting);

        await ResumeAsync(host, id);
        var run = await host.EndAsync(id);

        run.Nodes.Skip(1).ShouldAllBe(node => node.State == WorkflowNodeStates.Succeeded && node.Attempts == 1);
        (await SagaAsync(host, id, 1)).Deadline!.Value.ShouldBeGreaterThan(deadline!.Value, "its time stood still, too");
    }

    [Fact]
    public async Task Its_place_in_the_queue_is_kept()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("wide", "continue"));
        var before = (await SagaAsync(host, id, 1)).Sequence;

        await PauseAsync(host, id);
        await host.Spine.SubmitAsync(new SubmitTask { TaskId = "later", Kind = "basic", Operation = "echo" });
        await ResumeAsync(host, id);

        var saga = await SagaAsync(host, id, 1);
        (saga.CurrentState, saga.Sequence).ShouldBe((TaskStates.Parked, before));
    }

    [Fact]
    public async Task What_came_back_without_having_begun_waits_when_its_run_looks_again()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("wide", "continue"));
        await PauseAsync(host, id);
        // As if the pause had missed it, which then held a slot.
        await host.Spine.Commands.FollowRunAsync([new Messaging.Tasks.RunResumed($"{id}~1", new(id, 1, 0))], CancellationToken.None);
        (await host.Spine.WaitForAsync($"{id}~1", TaskStates.Parked)).State.ShouldBe(TaskStates.Parked);

        await host.Spine.Get<NodeStarter>().BeginAsync(id, 0, Wide);

        (await StatesAsync(host, id)).ShouldAllBe(state => state == TaskStates.Blocked);
    }

    [Fact]
    public async Task It_ends_when_its_run_is_stopped_instead_of_resumed()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("wide", "stop"));

        await PauseAsync(host, id);
        await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = $"{id}~0", Reason = "it hangs" }, null, CancellationToken.None);
        var run = await host.EndAsync(id);

        run.State.ShouldBe(WorkflowStates.Failed);
        run.Nodes.Skip(1).ShouldAllBe(node => node.State == WorkflowNodeStates.Cancelled && node.Error == "cancelled before it began");
        (await StatesAsync(host, id)).ShouldAllBe(state => state == TaskStates.Cancelled);
    }

    [Fact]
    public async Task It_ends_with_a_run_that_is_cancelled()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("wide", "stop"));

        await PauseAsync(host, id);
        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id }, null, CancellationToken.None);

        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Cancelled);
        (await StatesAsync(host, id)).ShouldAllBe(state => state == TaskStates.Cancelled);
    }

    [Fact]
    public async Task Equal_nodes_of_other_runs_do_not_wait_for_it()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("equal", "continue", ", \"cache\": {}"));
        var other = (await host.SubmitAsync(WorkflowHost.Parse($$"""{ "workflowId": "equal", "nodes": [ {{Echo(1, ", \"cache\": {}")}} ] }"""))).ExecutionId;
        await Eventually.HoldsAsync(() => host.Spine.Get<CacheWaits>().Count == 1, "it waits for the equal one");

        await PauseAsync(host, id);
        await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = $"{id}~0" }, null, CancellationToken.None);

        (await host.EndAsync(other)).State.ShouldBe(WorkflowStates.Completed);
        await ResumeAsync(host, id);
        (await host.EndAsync(id)).Nodes.Skip(1).ShouldAllBe(node => node.State == WorkflowNodeStates.Succeeded);
        await Eventually.HoldsAsync(() => StatesAsync(host, id).GetAwaiter().GetResult().All(TaskStates.IsEnd), "no task is left behind");
    }

    [Fact]
    public async Task However_pauses_and_resumes_cross_the_last_one_counts()
    {
        await using var host = await OneSlotAsync();
        var id = await ParkedAsync(host, Run("wide", "continue"));

        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
                ? host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None)
                : host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None)));
            var isPaused = (await host.WaitForAsync(id, _ => true)).State == WorkflowStates.Waiting;
            (await StatesAsync(host, id)).ShouldAllBe(state => state == (isPaused ? TaskStates.Blocked : TaskStates.Parked));
        }

        await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None);
        await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = $"{id}~0" }, null, CancellationToken.None);
        (await host.EndAsync(id)).Nodes.Skip(1).ShouldAllBe(node => node.State == WorkflowNodeStates.Succeeded && node.Attempts == 1);
        (await host.Spine.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Queues.ShouldAllBe(queue => queue.Waiting == 0);
    }

    private async Task<WorkflowHost> OneSlotAsync() => await WorkflowHost.StartAsync(
        redis.Port, configure: services => services.Configure<ExecutionOptions>(o => o.BasicSlots = 1));

    private static SubmitWorkflow Run(string name, string policy, string more = "") => WorkflowHost.Parse(
        $$"""{ "workflowId": "{{name}}", "policy": "{{policy}}", "compensate": false, "nodes": [ {{Long}}, {{string.Join(", ", Wide.Select(i => Echo(i, more)))}} ] }""");

    private static string Echo(int number, string more) =>
        $$"""{ "id": "n{{number}}", "type": "task", "configuration": { "kind": "basic", "operation": "echo", "payload": { "number": {{number}} } } {{more}} }""";

    /// <returns>A run of which one node holds the only slot, and all others wait for it.</returns>
    private static async Task<string> ParkedAsync(WorkflowHost host, SubmitWorkflow workflow)
    {
        var id = (await host.SubmitAsync(workflow)).ExecutionId;
        await host.Spine.WaitForAsync($"{id}~0", TaskStates.Running);
        foreach (var node in Wide)
            await host.Spine.WaitForAsync($"{id}~{node}", TaskStates.Parked);
        return id;
    }

    private static async Task<Messaging.Tasks.TaskSaga> SagaAsync(WorkflowHost host, string id, int node) =>
        (await host.Spine.Queries.LoadAsync($"{id}~{node}", CancellationToken.None))!;

    private static async Task<string[]> StatesAsync(WorkflowHost host, string id) =>
        [.. (await Task.WhenAll(Wide.Select(node => SagaAsync(host, id, node)))).Select(saga => saga.CurrentState)];

    private static async Task PauseAsync(WorkflowHost host, string id) =>
        (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>().Changed.ShouldBeTrue();

    private static async Task ResumeAsync(WorkflowHost host, string id) =>
        (await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>().Changed.ShouldBeTrue();
}
