using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Whoever stopped a run and found no task of a node yet took it for never begun, while somebody was about to submit it: it was told as cancelled before it began, and began
/// after the end of its run. A compensation undid what the rerun then kept as done.
/// </summary>
public sealed class ANodeBeganAfterItsRunHadEndedTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string NotBegun = "cancelled before it began";

    [Fact]
    public async Task A_node_that_is_about_to_be_submitted_when_its_run_is_cancelled()
    {
        await using var ledger = await LedgerServer.StartAsync();
        var late = new LateSubmissions("~1");
        await using var host = await StartAsync(services => services.AddSingleton<ISubmissionFilter>(late));
        var id = (await host.SubmitAsync(Chain(ledger))).ExecutionId;
        await Eventually.HoldsAsync(() => late.Waiting.Contains($"{id}~1"), "it is about to be submitted");

        await CancelAsync(host, id);
        var run = await host.EndAsync(id);
        late.Go();

        (run.State, run.Nodes[1].State, run.Nodes[1].Error).ShouldBe((WorkflowStates.Cancelled, WorkflowNodeStates.Cancelled, NotBegun));
        await Eventually.HoldsAsync(() => late.Gone.Contains($"{id}~1"), "it was to be submitted");
        await RerunAsync(host, id, "b");
        ledger.Names.ShouldBe(["a", "b", "c"]);
        (await host.Spine.Queries.GetAsync($"{id}~1", false, CancellationToken.None)).ShouldNotBeNull().State.ShouldBe(TaskStates.Cancelled);
    }

    [Fact]
    public async Task A_compensation_that_is_about_to_be_submitted_when_undoing_is_given_up()
    {
        await using var ledger = await LedgerServer.StartAsync();
        ledger.Refuse("c");
        var late = new LateSubmissions("~0~undo");
        await using var host = await StartAsync(services => services.AddSingleton<ISubmissionFilter>(late));
        var id = (await host.SubmitAsync(Chain(ledger))).ExecutionId;
        await Eventually.HoldsAsync(() => late.Waiting.Contains($"{id}~0~undo"), "it is about to be submitted");

        await CancelAsync(host, id);
        var run = await host.EndAsync(id);
        late.Go();

        run.Nodes[0].CompensationError.ShouldBe(NotBegun);
        await Eventually.HoldsAsync(() => late.Gone.Contains($"{id}~0~undo"), "it was to be submitted");
        ledger.Refuse();
        await RerunAsync(host, id, null);
        ledger.Names.ShouldBe(["a", "b", "c", "c"], "what is kept as done is not undone");
    }

    [Fact]
    public async Task A_node_that_is_being_prepared_when_its_run_is_paused()
    {
        var late = new LateBreakers("~0");
        await using var host = await StartAsync(services => FaultRegistration.Decorate<IBreakerStore>(services, store => late.Over(store)));
        var id = (await host.SubmitAsync(WorkflowHost.Parse("""{ "workflowId": "late", "nodes": [ { "id": "a", "type": "task", "configuration": { "kind": "basic", "operation": "noop" } } ] }"""))).ExecutionId;
        await Eventually.HoldsAsync(() => late.Waiting.Contains($"{id}~0"), "it is being prepared");

        (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>().State.ShouldBe(WorkflowStates.Waiting);
        // As long as preparing takes when what a node gets is large.
        await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System);
        late.Go();
        await Eventually.HoldsAsync(() => late.Ended.Contains($"{id}~0"), "its call was given back");

        (await host.Spine.Queries.LoadAsync($"{id}~0", CancellationToken.None)).ShouldBeNull("it has not begun");
        await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, CancellationToken.None);
        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Completed);
    }

    private static SubmitWorkflow Chain(LedgerServer ledger) => WorkflowHost.Parse($$"""
        { "workflowId": "late", "nodes": [
            { "id": "a", {{ledger.Post("may/a")}}, "compensation": { {{ledger.Post("may/undo-a")}} } }, { "id": "b", {{ledger.Post("may/b")}} }, { "id": "c", {{ledger.Post("may/c")}} } ],
          "edges": [ { "source": "a", "target": "b" }, { "source": "b", "target": "c" } ] }
        """);

    private Task<WorkflowHost> StartAsync(Action<IServiceCollection> configure) => WorkflowHost.StartAsync(redis.Port, configure: services =>
    {
        services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1");
        configure(services);
    });

    private static async Task CancelAsync(WorkflowHost host, string id) =>
        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = id, Reason = "enough" }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();

    private static async Task RerunAsync(WorkflowHost host, string id, string? node)
    {
        (await host.Commands.RerunAsync(new RerunFrom { ExecutionId = id, NodeId = node }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        (await host.WaitForAsync(id, run => run.Run == 1 && WorkflowStates.IsEnd(run.State))).State.ShouldBe(WorkflowStates.Completed);
    }

    /// <summary>Who asks for what ends so waits until it may go on.</summary>
    private abstract class Late(string ending)
    {
        private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Waiting { get; } = [];

        public ConcurrentQueue<string> Gone { get; } = [];

        public void Go() => go.TrySetResult();

        protected async Task ComeAsync(string id)
        {
            if (!id.EndsWith(ending, StringComparison.Ordinal))
                return;
            Waiting.Enqueue(id);
            await go.Task;
            Gone.Enqueue(id);
        }
    }

    private sealed class LateSubmissions(string ending) : Late(ending), ISubmissionFilter
    {
        public async ValueTask<CommandRejected?> RefuseAsync(TaskOrder order, CancellationToken cancellation)
        {
            await ComeAsync(order.TaskId);
            return null;
        }

        public void Met(TaskOrder order)
        {
        }
    }

    private sealed class LateBreakers(string ending) : Late(ending), IBreakerStore
    {
        private IBreakerStore store = null!;

        public ConcurrentQueue<string> Ended { get; } = [];

        public IBreakerStore Over(IBreakerStore real)
        {
            store = real;
            return this;
        }

        public async Task<BreakerEntry> EnterAsync(string key, string call, TimeSpan longest, BreakerLimits limits, CancellationToken cancellation)
        {
            await ComeAsync(call);
            return await store.EnterAsync(key, call, longest, limits, cancellation);
        }

        public Task<BreakerEntry> JoinAsync(string key, string call, TimeSpan longest, BreakerLimits limits, CancellationToken cancellation) =>
            store.JoinAsync(key, call, longest, limits, cancellation);

        public Task<bool> KeepAsync(string key, string call, TimeSpan longest, CancellationToken cancellation) => store.KeepAsync(key, call, longest, cancellation);

        public async Task<BreakerMove> EndAsync(string key, string call, BreakerVerdict verdict, BreakerLimits limits, CancellationToken cancellation)
        {
            var move = await store.EndAsync(key, call, verdict, limits, cancellation);
            Ended.Enqueue(call);
            return move;
        }

        public Task<bool> ResetAsync(string key, CancellationToken cancellation) => store.ResetAsync(key, cancellation);

        public Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, BreakerLimits limits, CancellationToken cancellation) => store.ListAsync(limit, limits, cancellation);
    }
}
