using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A task that a service had refused three times for its rate limit, of which none counts, was shown at its last execution: 4 of 4.</summary>
public sealed class RefusalsWereCountedInWhatPeopleReadTests
{
    [Theory]
    [InlineData(1, 0, 4)]
    [InlineData(4, 0, 4)]
    [InlineData(4, 3, 7)]
    [InlineData(7, 3, 7)]
    public void The_last_is_the_one_after_which_it_is_given_up(int attempt, int spared, int most)
    {
        var saga = Saga(TaskStates.Running, attempt, spared);

        var summary = TaskViews.Summary(saga);

        (summary.Attempt, summary.MaxAttempts, summary.UncountedAttempts).ShouldBe((attempt, most, spared));
        var failed = new FailedExecution("ghl", null, saga.Retry, attempt, 10, null, "agent-1", "agent", new("broken", "m"), false, 0.5) { Spared = spared };
        (FailureDecision.After(failed) is FailureDecision.GiveUp).ShouldBe(attempt == most);
    }

    [Fact]
    public void The_explanation_says_which_do_not_count()
    {
        var place = new PlacementExplanation("started", "ghl/note", "agent-1", "t#0.4@7", TimeSpan.FromSeconds(14), "lane", 10, 1, null, null, "session-aware", new KindReport("ghl", 3, 0, "session-aware"), []);

        TaskViews.Why(Saga(TaskStates.Running, 4, 3), place).ShouldEndWith("execution 4 of 7 (3 of them do not count).");
        TaskViews.Why(Saga(TaskStates.RetryScheduled, 2, 1), place).ShouldContain("the next, execution 2 of 5 (1 of them does not count), is due");
        TaskViews.Why(Saga(TaskStates.Running, 4, 0), place).ShouldEndWith("execution 4 of 4.");
    }

    [Theory]
    [InlineData(0, 0, "it may begin at 2026-01-01T00:00:00.0000000+00:00. ")]
    [InlineData(3, 0, "it may begin at 2026-01-01T00:00:00.0000000+00:00 at the earliest, after 3 others of acme. ")]
    [InlineData(3, 2, "at the earliest, after 3 others of acme and the first of 2 other queues that wait for the same. ")]
    public void What_waits_for_a_limit_is_told_who_goes_before(long ahead, long lanes, string said)
    {
        var place = new PlacementExplanation(
            "parked", "ghl/note", null, null, null, "lane", 10, 1, ahead + 1, ahead, "session-aware", new KindReport("ghl", 3, 0, "session-aware"), [new CandidateReport("agent-1", true, 1, 0, 1, "free")])
        {
            Flow = new FlowWait("client:acme", "client:acme has begun 2 of 2 in 10 s", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), lanes) { Ahead = ahead },
        };

        TaskViews.Why(Saga(TaskStates.Parked, 1, 0), place).ShouldContain(said);
    }

    private static TaskSaga Saga(string state, int attempt, int spared) => new()
    {
        Id = "t", Client = "acme", CurrentState = state, Attempt = attempt, Spared = spared, Lease = new SlotLease("t#0.4@7", "agent-1", "queue"),
        Retry = new("ghl", 4, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(32)), LastErrorType = "rate_limited", LastError = "429",
    };
}
