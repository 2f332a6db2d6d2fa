using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Tests.Tasks;

namespace Swarm.Messaging.Tests.Distribution;

/// <summary>From which status of a task which may follow, whatever the machine is made of. A target tells the beginning and the end in one message if it likes, so what may follow Running may follow Placed.</summary>
public sealed class StatusTableTests
{
    private static readonly Dictionary<string, string[]> Next = new(StringComparer.Ordinal)
    {
        [TaskStates.Blocked] = [TaskStates.Batched, TaskStates.Parked, TaskStates.Placed, TaskStates.Cancelled, TaskStates.DeadLettered],
        // Back to Blocked: the run of its node is paused. Its part of a batch's answer is its end, or its failure.
        [TaskStates.Batched] = [TaskStates.Blocked, TaskStates.Parked, TaskStates.Placed, TaskStates.Completed, TaskStates.RetryScheduled, TaskStates.Cancelled, TaskStates.DeadLettered],
        [TaskStates.Parked] = [TaskStates.Blocked, TaskStates.Placed, TaskStates.Cancelled, TaskStates.DeadLettered],
        [TaskStates.Placed] = [TaskStates.Running, TaskStates.Parked, TaskStates.RetryScheduled, TaskStates.Completed, TaskStates.Cancelled, TaskStates.DeadLettered],
        [TaskStates.Running] = [TaskStates.Parked, TaskStates.RetryScheduled, TaskStates.Completed, TaskStates.Cancelled, TaskStates.DeadLettered],
        [TaskStates.RetryScheduled] = [TaskStates.Parked, TaskStates.Cancelled, TaskStates.DeadLettered],
        [TaskStates.Completed] = [],
        // An operator's replay is a new run.
        [TaskStates.DeadLettered] = [TaskStates.Parked, TaskStates.Placed],
        [TaskStates.Cancelled] = [],
    };

    [Fact]
    public void The_machine_takes_every_way_of_the_table_and_no_other()
    {
        var ways = TaskLifecycleTests.Steps(TaskStateMachineTests.Machine()).Select(step => step.Split(": ")[0]).ToHashSet(StringComparer.Ordinal);

        ways.ShouldBe(Next.SelectMany(from => from.Value.Select(to => $"{from.Key} --> {to}")), ignoreOrder: true);
        Next.Keys.ShouldBe(TaskStates.All, ignoreOrder: true);
    }

    [Fact]
    public void Every_open_status_can_be_cancelled() =>
        Next.Where(n => !TaskStates.IsEnd(n.Key)).ShouldAllBe(n => n.Value.Contains(TaskStates.Cancelled));
}
