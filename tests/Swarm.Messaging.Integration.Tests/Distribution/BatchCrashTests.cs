using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>A host dies at one of the calls that it makes to the store for a batch; another one carries the batch to its end.</summary>
public sealed class BatchCrashTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    /// <summary>Longer than a window, a lease, a claim and the outbox's age.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(16);

    private const int Tasks = 4;

    public static TheoryData<string, string, int> Deaths => new()
    {
        // After the commit of: the tasks, the window that collects, the window's flush, the batch's beginning, the tasks that it releases.
        { nameof(ISagaStore.CommitAsync), "task", 1 }, { nameof(ISagaStore.CommitAsync), "task", 4 },
        { nameof(ISagaStore.CommitAsync), BatchWindowDefinition.TypeName, 1 }, { nameof(ISagaStore.CommitAsync), BatchWindowDefinition.TypeName, 2 },
        { nameof(ISagaStore.CommitAsync), BatchDefinition.TypeName, 1 }, { nameof(ISagaStore.CommitAsync), "task", 5 }, { nameof(ISagaStore.CommitAsync), "task", 7 },
        { nameof(ISagaStore.LoadAsync), "task", 2 }, { nameof(ISagaStore.LoadAsync), BatchWindowDefinition.TypeName, 1 },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Between_any_two_steps_nothing_is_lost_and_each_task_counts_once(string method, string type, int call)
    {
        var (prefix, clock, faults) = ($"dc{Guid.NewGuid():N}", new StoreClock(), new FaultInjector());
        var doomed = await CrmWorld.StartAsync(redis.Port, prefix, services => services.AddFaults(faults), clock);
        var seen = 0;
        faults.After = (name, argument, _) => name == method && TypeOf(argument) == type && Interlocked.Increment(ref seen) == call;
        // Answers nothing any more once the host is dead.
        _ = SubmitAsync(doomed);
        _ = PassAsync(doomed, faults);
        await faults.DiedAsync();

        clock.Advance(Later);
        await using var rescuer = await CrmWorld.StartAsync(redis.Port, prefix, clock: clock);
        await rescuer.AgentAsync("agent_001");
        // What was not accepted is submitted again.
        await SubmitAsync(rescuer);
        for (var i = 0; i < Tasks; i++)
            await EndsAsync(rescuer, $"t{i}");

        var batches = await rescuer.Host.Get<BatchQueries>().ListAsync(null, 100, CancellationToken.None);
        foreach (var batch in batches)
            await rescuer.BatchAsync(batch.BatchId, BatchStates.Completed, BatchStates.Failed);
        var details = await Task.WhenAll(batches.Select(b => rescuer.BatchAsync(b.BatchId)));
        details.SelectMany(b => b.Results).Select(r => r.TaskId).Order().ShouldBe(Enumerable.Range(0, Tasks).Select(i => $"t{i}"));
        details.Sum(b => b.SuccessCount).ShouldBe(Tasks);
    }

    private static async Task PassAsync(CrmWorld world, FaultInjector faults)
    {
        while (!faults.IsDead)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            await world.PassAsync(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Time passes until the outbox's relay and the window's timer have done what the dead host left.</summary>
    private static Task EndsAsync(CrmWorld world, string task) => Eventually.HoldsAsync(
        async () =>
        {
            if (await world.Host.Queries.LoadAsync(task, CancellationToken.None) is { CurrentState: TaskStates.Completed })
                return true;
            await world.PassAsync(TimeSpan.FromSeconds(1));
            return false;
        },
        $"{task} completes");

    private static Task SubmitAsync(CrmWorld world) => world.TellAsync(
        nameof(SubmitCrmTasks), new { tasks = Enumerable.Range(0, Tasks).Select(i => new { id = $"t{i}", operation = "tag_add", clientId = "acme" }) });

    private static string? TypeOf(object? argument) => argument switch
    {
        SagaCommit commit => commit.Key.Type,
        SagaKey key => key.Type,
        _ => null,
    };
}
