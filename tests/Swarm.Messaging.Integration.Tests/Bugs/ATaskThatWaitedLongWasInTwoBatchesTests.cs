using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A task that had not heard of its batch after 30 s asked to be collected once more. Flushed meanwhile, it opened the next batch, which
/// then ended as failed, with nothing in it.
/// </summary>
public sealed class ATaskThatWaitedLongWasInTwoBatchesTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task What_asks_again_after_the_flush_is_in_the_batch_that_was_flushed_and_in_no_other()
    {
        var (faults, flushed, gate, heard) = (new FaultInjector(), new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var world = await CrmWorld.StartAsync(redis.Port, configure: services => services.AddFaults(faults));
        await world.SubmitAsync("t0", "tag_add", "acme");
        var batch = await world.OnlyBatchAsync();
        faults.Hold = (method, argument) =>
        {
            if (method != nameof(ISagaStore.CommitAsync) || argument is not SagaCommit { Key.Type: BatchDefinition.TypeName })
                return Task.CompletedTask;
            flushed.TrySetResult();
            return gate.Task;
        };

        var passing = world.PassAsync(Window);
        await flushed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        faults.After = (method, argument, _) =>
        {
            if (method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit { Key.Type: BatchWindowDefinition.TypeName })
                heard.TrySetResult();
            return false;
        };
        world.Host.Get<StoreClock>().Advance(TimeSpan.FromSeconds(30));
        await world.Host.Get<TimerService>().RunOnceAsync(CancellationToken.None);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));
        gate.SetResult();
        await passing;

        (await world.WaitForAsync("t0", TaskStates.Parked)).BatchId.ShouldBe(batch.BatchId);
        await world.PassAsync(Window);
        (await world.OnlyBatchAsync()).ShouldSatisfyAllConditions(
            b => b.BatchId.ShouldBe(batch.BatchId), b => b.Status.ShouldBe(BatchStates.Processing), b => b.ExpectedCount.ShouldBe(1));
        (await world.StatusAsync()).ActiveBatches.ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_whose_tasks_are_all_part_of_others_is_none()
    {
        await using var world = await CrmWorld.StartAsync(redis.Port);
        await world.SubmitAsync("t0", "tag_add", "acme");
        await world.PassAsync(Window);
        await world.WaitForAsync("t0", TaskStates.Parked);
        var batch = await world.OnlyBatchAsync();
        var other = $"{batch.BatchId}1";

        await world.Host.Get<SagaRunner<BatchSaga>>().HandleAsync(
            [new SagaItem("test:begin", other, new BatchBegun(new BatchNote.Begin(other, "acme", "tag_add", batch.CreatedAt, ["t0"]), false))], CancellationToken.None);

        var queries = world.Host.Get<BatchQueries>();
        await Eventually.HoldsAsync(
            async () => (await queries.LoadAsync(other, CancellationToken.None))!.CurrentState == nameof(BatchStateMachine.Dissolved), "nothing is left of it");
        (await queries.GetAsync(other, CancellationToken.None)).ShouldBeNull();
        (await world.OnlyBatchAsync()).BatchId.ShouldBe(batch.BatchId);
        (await queries.CountAsync(CancellationToken.None)).ShouldBe(new BatchFigures(0, 1, 0, 0));
        world.Events.OfType<BatchCompleted>().ShouldBeEmpty();
    }
}
