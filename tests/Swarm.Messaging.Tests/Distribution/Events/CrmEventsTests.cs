using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Distribution.Events;

namespace Swarm.Messaging.Tests.Distribution.Events;

public sealed class CrmEventsTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_task_is_queued_with_its_acceptance_unless_it_is_held_back()
    {
        Of(new TaskAccepted { Rank = 50 }).ShouldHaveSingleItem().ShouldBeOfType<CrmTaskQueued>().Priority.ShouldBe("low");
        Of(new TaskAccepted { Rank = 50, Held = "Batched" }).ShouldBeEmpty();
        Of(new TaskQueued { Rank = 0 }).ShouldHaveSingleItem().ShouldBeOfType<CrmTaskQueued>().Priority.ShouldBe("critical");
    }

    [Fact]
    public void An_assignment_names_agent_and_session()
    {
        var said = Of(new TaskPlaced { TargetId = "agent_001", SessionId = "session_001" }).ShouldHaveSingleItem().ShouldBeOfType<CrmTaskAssigned>();
        (said.AgentId, said.AgentName, said.SessionId, said.Op, said.ClientId).ShouldBe(("agent_001", "Agent agent_001", "session_001", "tag_add", "acme"));
    }

    [Fact]
    public void A_failure_is_told_with_the_retry_that_follows_and_frees_the_session()
    {
        var said = Of(new TaskRetryScheduled { TargetId = "a", SessionId = "s", ErrorType = "timeout", Message = "slow", DelayMs = 2_000, Attempt = 2 }).ToList();
        var retry = said[0].ShouldBeOfType<CrmRetryScheduled>();
        (retry.RetryCount, retry.RetryDelay, retry.NextRetryAt, retry.Error).ShouldBe((2, 2_000L, At.AddSeconds(2), "timeout: slow"));
        said[1].ShouldBeOfType<BrowserSessionReleased>().SessionId.ShouldBe("s");
    }

    [Fact]
    public void The_last_failure_is_permanent() =>
        Of(new TaskDeadLettered { Reason = "retries_exhausted", ErrorType = "timeout", Attempt = 4 }).ShouldHaveSingleItem().ShouldBeOfType<CrmTaskFailed>()
            .ShouldSatisfyAllConditions(f => f.Permanent.ShouldBeTrue(), f => f.RetryCount.ShouldBe(3));

    [Fact]
    public void A_due_retry_is_told_and_other_waits_are_not()
    {
        Of(new TaskParked { Reason = "retry_due", Attempt = 2 }).ShouldHaveSingleItem().ShouldBeOfType<CrmTaskRetrying>().RetryCount.ShouldBe(1);
        Of(new TaskParked { Reason = "no_capacity" }).ShouldBeEmpty();
    }

    [Fact]
    public void A_success_has_result_batch_and_time()
    {
        var said = Of(new TaskCompleted { TargetId = "a", DurationMs = 7, BatchId = "batch_1" }).ShouldHaveSingleItem().ShouldBeOfType<CrmTaskCompleted>();
        (said.Duration, said.BatchId, said.Result!.Value.GetInt32()).ShouldBe((7L, "batch_1", 5));
    }

    [Fact]
    public void Other_kinds_are_none_of_its_business() => Of(new TaskAccepted { Kind = "code" }).ShouldBeEmpty();

    [Fact]
    public void Every_event_is_written_with_its_name()
    {
        foreach (var said in Of(new TaskPlaced { TargetId = "a" }).Append(new BatchCompleted { BatchId = "b" }))
            JsonSerializer.SerializeToElement(said).GetProperty("event").GetString().ShouldBe(said.Name);
    }

    private static IEnumerable<DistributionEvent> Of(TaskEvent e) => CrmEvents.Of(
        e with { TaskId = "t", Client = "acme", Kind = e.Kind.Length == 0 ? "ghl" : e.Kind, Operation = "tag_add", At = At, Version = 3 },
        agent => $"Agent {agent}", JsonElement.Parse("5"));
}
