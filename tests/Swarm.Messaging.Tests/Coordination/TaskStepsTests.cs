using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Coordination;

namespace Swarm.Messaging.Tests.Coordination;

public sealed class TaskStepsTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Fact]
    public void Of_TheEventsOfACommit_AreOneStepThatEndsAsTheLast()
    {
        var steps = TaskSteps.Of([
            Event(new TaskAccepted(), "a", 1), Event(new TaskPlaced { TargetId = "t" }, "a", 1),
            Event(new TaskStarted { TargetId = "t" }, "a", 2), Event(new TaskRetryScheduled { ErrorType = "panic" }, "a", 2), Event(new TaskParked(), "a", 2),
            Event(new TaskAccepted(), "b", 1), Event(new TaskParked(), "b", 1),
            Event(new TaskCompleted { DurationMs = 12 }, "a", 3),
        ]).ToList();

        steps.Select(s => (s.TaskId, s.Version, s.State, s.Started, s.Routes, s.DurationMs)).ShouldBe([
            ("a", 1, StepState.Waiting, false, 1, 0), ("a", 2, StepState.Waiting, true, 0, 0), ("b", 1, StepState.Waiting, false, 0, 0),
            ("a", 3, StepState.Successful, false, 0, 12),
        ]);
        steps[0].AtMs.ShouldBe(At.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Of_OtherKindsAndProgress_IsNothing() => TaskSteps.Of([
        Event(new TaskAccepted(), "a", 1) with { Kind = "basic" }, Event(new TaskProgressed(), "b", 0),
    ]).ShouldBeEmpty();

    [Fact]
    public void Of_AReroutedTask_IsMarked() =>
        TaskSteps.Of([Event(new TaskRerouted { Cause = "fallback", ErrorType = "panic" }, "a", 4), Event(new TaskParked(), "a", 4)])
            .ShouldHaveSingleItem().Rerouted.ShouldBeTrue();

    [Theory]
    [InlineData(TaskStates.Completed, StepState.Successful)]
    [InlineData(TaskStates.DeadLettered, StepState.Failed)]
    [InlineData(TaskStates.Cancelled, StepState.Failed)]
    [InlineData(TaskStates.Running, StepState.Running)]
    [InlineData(TaskStates.Placed, StepState.Waiting)]
    [InlineData(TaskStates.RetryScheduled, StepState.Waiting)]
    public void Of_ASaga_IsCountedAsItsState(string state, object expected)
    {
        var isEnd = TaskStates.IsEnd(state);
        var step = TaskSteps.Of(new TaskDetails
        {
            TaskId = "a", Client = "c", Kind = "code", Operation = "analyze", State = state, Version = 9, SubmittedAt = At, EndedAt = isEnd ? At.AddSeconds(5) : null,
            Attempts = [new AttemptRecord(0, 1, "t", At, At.AddSeconds(3), "succeeded", null, null, null)],
        });

        (step.Version, step.State, step.Events.Count).ShouldBe((9, (StepState)expected, isEnd ? 1 : 0));
        step.DurationMs.ShouldBe(state == TaskStates.Completed ? 3_000 : 0);
        step.AtMs.ShouldBe((isEnd ? At.AddSeconds(5) : At).ToUnixTimeMilliseconds());
    }

    private static TaskEvent Event(TaskEvent e, string id, long version) =>
        e with { TaskId = id, Kind = "code", Operation = "analyze", Client = "c", Version = version, Attempt = 1, At = At };
}
