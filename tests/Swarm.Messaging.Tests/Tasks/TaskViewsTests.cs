using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class TaskViewsTests
{
    [Fact]
    public void A_full_pool_is_said_to_be_full_with_its_figures_and_what_helps()
    {
        var why = Why(new CandidateReport("process-host-a", false, 1, 3, 3, "full"), new CandidateReport("code-host-a", false, 0, 0, 4, "lacks process/echo"));

        why.ShouldContain("process-host-a (3 of 3 busy)");
        why.ShouldContain("swarm workers scale");
        why.ShouldNotContain("no target serves");
    }

    [Fact]
    public void A_pool_without_a_slot_is_said_to_be_broken_or_drained_and_what_helps()
    {
        var why = Why(new CandidateReport("process-host-a", false, 1, 0, 0, "offers no slots now") { Serves = true });

        foreach (var part in new[] { "process-host-a", "restart budget", "swarm workers reset", "swarm workers resume", "swarm memory" })
            why.ShouldContain(part);
    }

    [Fact]
    public void A_host_that_offers_no_slots_is_not_said_to_be_full_and_what_may_keep_it_is_named()
    {
        var why = Why("node", new CandidateReport("node-host-a", false, 1, 0, 0, "offers no slots now") { Serves = true });

        why.ShouldContain("node-host-a: offers no slots now");
        why.ShouldContain("swarm memory");
        why.ShouldNotContain("full");
    }

    [Fact]
    public void A_target_that_serves_and_is_stopped_by_its_breaker_is_not_said_to_be_unfit()
    {
        var why = Why(
            new CandidateReport("b2", false, 0, 0, 0, "its breaker is open until 2026-11-27T14:00:00Z: swarm breakers reset agent:b2") { Serves = true },
            new CandidateReport("b3", false, 0, 0, 4, "lacks process/echo"));

        why.ShouldContain("whoever serves process/echo gets no work now: b2: its breaker is open until");
        why.ShouldNotContain("no target serves");
        why.ShouldNotContain("b3");
        Why(new CandidateReport("b3", false, 0, 0, 4, "lacks process/echo")).ShouldContain("no target serves process/echo; the nearest is b3: lacks process/echo");
    }

    [Fact]
    public void A_completed_task_does_not_wear_the_error_of_an_earlier_attempt()
    {
        var saga = new TaskSaga
        {
            Id = "t", CurrentState = TaskStates.Completed, LastErrorType = "worker_crashed", LastError = "gone", Retry = new("workers", 4, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(4)),
        };

        TaskViews.Summary(saga).Reason.ShouldBeNull();
        saga.CurrentState = TaskStates.RetryScheduled;
        TaskViews.Summary(saga).Reason.ShouldBe("worker_crashed: gone");
    }

    [Theory]
    [InlineData(TaskStates.Placed, "It was given to agent_001, which has not begun it; its lease there is over")]
    [InlineData(TaskStates.Running, "its lease there is over: agent_001 is dead, hangs or is cut off; in a moment execution 1 has failed (lease_lost)")]
    public void A_task_whose_lease_placement_does_not_know_any_more_is_not_said_to_be_there(string state, string expected)
    {
        var saga = new TaskSaga
        {
            Id = "t", CurrentState = state, Lease = new SlotLease("t#0.1@7", "agent_001", "queue"), Retry = new("ghl", 4, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(4)),
        };

        TaskViews.Why(saga, Place("none") with { Token = null }).ShouldContain(expected);
        TaskViews.Why(saga, Place("started") with { Token = "t#0.1@8" }).ShouldContain(expected);
        TaskViews.Why(saga, Place("started") with { Token = "t#0.1@7", LeaseRemaining = TimeSpan.FromSeconds(14) }).ShouldNotContain("over");
    }

    private static PlacementExplanation Place(string status) =>
        new(status, "ghl/note", "agent_001", null, null, "lane", 10, 1, null, null, "session-aware", new KindReport("ghl", 3, 0, "session-aware"), []);

    private static string Why(params CandidateReport[] candidates) => Why("process", candidates);

    private static string Why(string kind, params CandidateReport[] candidates) => TaskViews.Why(
        new TaskSaga { Id = "t", Kind = kind, CurrentState = TaskStates.Parked },
        new PlacementExplanation("parked", "process/echo", null, null, null, "lane", 10, 1, 1, 0, "least-connections", new KindReport("process", 3, 100, "least-connections"), candidates));
}
