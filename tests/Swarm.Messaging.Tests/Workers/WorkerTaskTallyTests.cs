using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Workers;

public sealed class WorkerTaskTallyTests
{
    [Fact]
    public void A_task_is_one_however_often_it_is_tried()
    {
        var tally = new WorkerTaskTally();

        var started = new TaskStarted { TargetId = "process-host" };
        TaskEvent[] steps =
        [
            new TaskAccepted(), started, new TaskRetryScheduled { ErrorType = "worker_crashed" }, started, new TaskCompleted(),
            new TaskAccepted(), started, new TaskDeadLettered { Reason = "retries_exhausted" },
            new TaskAccepted(), new TaskCancelled(),
        ];
        foreach (var step in steps)
            tally.Add(step);

        (tally.Submitted, tally.Completed, tally.Failed, tally.Cancelled).ShouldBe((3, 1, 1, 1));
    }
}
