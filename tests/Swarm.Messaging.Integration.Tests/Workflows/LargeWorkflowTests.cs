using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>Runs of many nodes, and many runs whose nodes fail now and then, all come to their end.</summary>
public sealed class LargeWorkflowTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly JsonElement Noop = JsonElement.Parse("""{"kind":"basic","operation":"noop","payload":0}""");

    [Fact]
    public async Task A_chain_of_a_thousand_nodes_completes()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Of(1_000, Noop, Enumerable.Range(1, 999).Select(i => (i - 1, i))));

        AllSucceeded(run, 1_000);
    }

    [Fact]
    public async Task A_fan_of_five_thousand_nodes_completes()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);

        var run = await host.RunAsync(Of(5_002, Noop, Enumerable.Range(1, 5_000).SelectMany(i => new[] { (0, i), (i, 5_001) })));

        AllSucceeded(run, 5_002);
    }

    [Fact]
    public async Task Where_every_twentieth_execution_fails_every_run_completes()
    {
        var executor = new Faulty();
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.AddSingleton<ITaskExecutor>(executor));
        var faulty = JsonElement.Parse("""{"kind":"faulty","operation":"work","payload":0}""");
        var workflow = Of(10, faulty, Enumerable.Range(1, 8).SelectMany(i => new[] { (0, i), (i, 9) }));

        var accepted = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => host.SubmitAsync(workflow with { ExecutionId = $"faulty-{i}" })));
        foreach (var run in accepted)
            AllSucceeded(await host.EndAsync(run.ExecutionId), 10);

        // By their names, which are the same every time.
        executor.Failed.ShouldBeInRange(5, 30);
        executor.Executed.ShouldBe(300 + executor.Failed);
    }

    private static void AllSucceeded(WorkflowDetails run, int nodes)
    {
        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Nodes.Count.ShouldBe(nodes);
        run.Nodes.ShouldAllBe(n => n.State == WorkflowNodeStates.Succeeded);
    }

    private static SubmitWorkflow Of(int nodes, JsonElement work, IEnumerable<(int Source, int Target)> edges) => new()
    {
        WorkflowId = "large", TimeoutMs = 3_600_000,
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new WorkflowNode { Id = $"n{i}", Type = "task", Configuration = work })],
        Edges = [.. edges.Select(e => new WorkflowEdge { Source = $"n{e.Source}", Target = $"n{e.Target}" })],
    };

    private sealed class Faulty : ITaskExecutor
    {
        private int executed;
        private int failed;

        public string Kind => "faulty";

        public IReadOnlyCollection<string> Operations { get; } = ["work"];

        public int Executed => Volatile.Read(ref executed);

        public int Failed => Volatile.Read(ref failed);

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
        {
            Interlocked.Increment(ref executed);
            if (SHA256.HashData(Encoding.ASCII.GetBytes($"{execution.TaskId}#{execution.Attempt}"))[0] % 20 != 0)
                return Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded("1"u8.ToArray()));
            Interlocked.Increment(ref failed);
            return Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Failed("ECONNRESET", "every twentieth"));
        }
    }
}
