using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A host dies at every call to the store that it makes for a run; another one carries the run to its end.</summary>
public sealed class WorkflowCrashTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    /// <summary>Longer than a lease, a claim and the outbox's age.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(16);

    public static TheoryData<string, int> Deaths => new()
    {
        { nameof(ISagaStore.CommitAsync), 1 }, { nameof(ISagaStore.CommitAsync), 2 }, { nameof(ISagaStore.CommitAsync), 3 }, { nameof(ISagaStore.CommitAsync), 5 },
        { nameof(ISagaStore.CommitAsync), 8 }, { nameof(ISagaStore.CommitAsync), 13 }, { nameof(ISagaStore.CommitAsync), 17 },
        { nameof(ISagaStore.VersionAsync), 1 }, { nameof(ISagaStore.VersionAsync), 2 }, { nameof(ISagaStore.VersionAsync), 3 },
        { nameof(ISagaStore.ClearOutboxAsync), 6 },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Another_host_goes_on_from_the_last_finished_node_and_runs_no_recorded_success_again(string method, int call)
    {
        var (prefix, clock, ledger, faults) = ($"wc{Guid.NewGuid():N}", new StoreClock(), new Ledger(), new FaultInjector());
        var doomed = await StartAsync(prefix, clock, new RecordingExecutor(ledger, faults), faults);
        var seen = 0;
        faults.After = (name, argument, _) => name == method && IsOfTheRun(argument) && Interlocked.Increment(ref seen) == call;
        // Answers nothing any more once the host is dead.
        _ = doomed.Commands.SubmitAsync(Workflow(), [], null, [], CancellationToken.None);
        await faults.DiedAsync();
        var finished = await FinishedAsync(prefix, ledger);

        clock.Advance(Later);
        var executor = new RecordingExecutor(ledger);
        executor.Gate.TrySetResult();
        await using var rescuer = await StartAsync(prefix, clock, executor, null);
        // What was accepted goes on; what was not the caller submits again, which is the same run.
        await rescuer.SubmitAsync(Workflow());
        var run = await rescuer.EndAsync("crash");

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
        run.Nodes.ShouldAllBe(n => n.State == WorkflowNodeStates.Succeeded);
        foreach (var (task, executions) in finished)
            ledger.Of(task).ShouldBe(executions, $"{task} had succeeded, which was recorded, and ran again");
    }

    private static bool IsOfTheRun(object? argument) => argument is SagaCommit or SagaKey or IReadOnlyCollection<OutboxPlace>;

    /// <summary>What the store knows to have succeeded, read past the dead host.</summary>
    private async Task<List<(string Task, int Executions)>> FinishedAsync(string prefix, Ledger ledger)
    {
        var stored = await new StoreInstallation(redis.Connection, prefix).LoadAsync(new SagaKey(WorkflowDefinition.TypeName, "crash"));
        if (stored is null)
            return [];
        var marks = JsonElement.Parse(stored.Document.Span).GetProperty("marks").GetString()!;
        return [.. marks.Select((mark, node) => (Mark: mark, Task: $"crash.{node}")).Where(n => n.Mark == NodeMarks.Succeeded).Select(n => (n.Task, ledger.Of(n.Task)))];
    }

    private Task<WorkflowHost> StartAsync(string prefix, StoreClock clock, ITaskExecutor executor, FaultInjector? faults) =>
        WorkflowHost.StartAsync(redis.Port, prefix, services =>
        {
            services.AddSingleton(clock);
            services.AddSingleton(executor);
            services.Configure<ExecutionOptions>(o => o.BasicSlots = 100);
            if (faults is not null)
                services.AddFaults(faults);
        });

    private static SubmitWorkflow Workflow()
    {
        var work = JsonElement.Parse("""{"kind":"test","operation":"work","payload":null}""");
        return new SubmitWorkflow
        {
            WorkflowId = "crash", ExecutionId = "crash", TimeoutMs = 3_600_000,
            Nodes = [.. Enumerable.Range(0, 8).Select(i => new WorkflowNode { Id = $"n{i}", Type = "task", Configuration = work })],
            Edges = [.. new[] { (0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 5), (4, 6), (5, 6), (6, 7) }.Select(e => new WorkflowEdge { Source = $"n{e.Item1}", Target = $"n{e.Item2}" })],
        };
    }
}
