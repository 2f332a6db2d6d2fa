using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The store took a commit and its reply was lost: looking again met the task that the submission itself had made, and answered that it had existed already.</summary>
public sealed class AFirstSubmissionWasCalledADuplicateTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_submission_whose_commit_is_found_applied_is_answered_as_the_first_and_a_second_one_as_a_duplicate()
    {
        var faults = new FaultInjector();
        await using var world = await StartAsync(faults, slots: 1);
        await world.HoldAsync();
        LoseFirstCommit(faults, "t");

        var first = (await world.Host.SubmitAsync(CrashWorld.Task("t"))).Accepted.ShouldNotBeNull();
        var second = (await world.Host.SubmitAsync(CrashWorld.Task("t"))).Accepted.ShouldNotBeNull();

        (first.Duplicate, first.State, first.Sequence).ShouldBe((false, TaskStates.Parked, second.Sequence));
        second.Duplicate.ShouldBeTrue();
        world.Executor.Gate.SetResult();
        (await world.Host.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task What_was_a_duplicate_stays_one_when_the_reply_to_its_own_commit_is_lost()
    {
        var faults = new FaultInjector();
        await using var world = await StartAsync(faults, slots: 1);
        await world.Host.SubmitAsync(CrashWorld.Task("t"));
        await world.Host.WaitForAsync("t", TaskStates.Completed);
        // It takes the free slot, which the task that exists has to give back: that is committed.
        LoseFirstCommit(faults, "t");

        (await world.Host.SubmitAsync(CrashWorld.Task("t"))).Accepted.ShouldNotBeNull().Duplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancellation_whose_commit_is_found_applied_has_changed_the_task()
    {
        var faults = new FaultInjector();
        await using var world = await StartAsync(faults, slots: 1);
        await world.HoldAsync();
        await world.Host.SubmitAsync(CrashWorld.Task("t"));
        LoseFirstCommit(faults, "t");

        (await world.Host.Commands.CancelAsync(new CancelTask { TaskId = "t" }, null, CancellationToken.None))
            .ShouldBeOfType<CommandDone>().ShouldSatisfyAllConditions(d => d.Changed.ShouldBeTrue(), d => d.State.ShouldBe(TaskStates.Cancelled));
    }

    private static void LoseFirstCommit(FaultInjector faults, string taskId)
    {
        var lost = 0;
        faults.LoseReply = (method, argument) =>
            method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit commit && commit.Key.Id == taskId && Interlocked.Increment(ref lost) == 1
                ? new ObjectDisposedException("connection", "The reply was lost on its way.")
                : null;
    }

    private Task<SpineWorld> StartAsync(FaultInjector faults, int slots) => SpineWorld.StartAsync(redis.Port, slots, configure: services => services.AddFaults(faults));
}
