using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Distribution.Operations;

public sealed class CrmPolicyTests
{
    private readonly DistributionOptions options = new();

    private CrmPolicy Policy => new(new CrmCatalog(Options.Create(options)), Options.Create(options), new CrmLimitKeys(Options.Create(options)));

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    public void What_counts_for_more_limits_than_can_hold_it_is_refused(int values, int faults)
    {
        options.LimitKeys["pipeline"] = "input.pipelineId";
        var payload = JsonElement.Parse($$"""{"pipelineId":[{{string.Join(',', Enumerable.Range(0, values))}}]}""");

        Policy.Judge("conversation_read", payload).Count(v => v.Code == "too_many_limits").ShouldBe(faults);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public void A_failed_execution_is_repeated_after_1_2_and_4_seconds(int attempt, int seconds) =>
        Policy.After(Failed("timeout", attempt)).ShouldBeOfType<FailureDecision.Retry>().Delay.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void The_fourth_is_the_last() =>
        Policy.After(Failed("timeout", 4)).ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe(DeadLetterReasons.RetriesExhausted);

    [Fact]
    public void What_nobody_knows_to_have_taken_effect_is_for_somebody_to_look_at() =>
        Policy.After(Failed("needs_review", 1)).ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe("needs_review");

    [Theory]
    [InlineData("not_verified", true, 4, "needs_review")]
    [InlineData("no_answer", true, 4, "needs_review")]
    [InlineData("not_verified", false, 4, "retries_exhausted")]
    [InlineData("timeout", true, 4, "needs_review")]
    [InlineData("lease_lost", true, 4, "needs_review")]
    [InlineData("bulk_unanswered", true, 4, "needs_review")]
    [InlineData("agent_stopped", true, 4, "needs_review")]
    [InlineData("lease_expired", true, 4, "retries_exhausted")]
    [InlineData("rate_limited", true, 4, "retries_exhausted")]
    [InlineData("lease_lost", false, 4, "retries_exhausted")]
    [InlineData("not_verified", true, 3, null)]
    public void The_last_look_that_saw_nothing_leaves_what_must_not_be_repeated_to_somebody(string type, bool once, int attempt, string? reason)
    {
        var failed = Failed(type, attempt) with { Course = new TaskCourse { Route = "r", Phase = TaskPhases.Open, Once = once, Why = "" } };

        (Policy.After(failed) as FailureDecision.GiveUp)?.Reason.ShouldBe(reason);
        (Policy.After(failed) is FailureDecision.Retry).ShouldBe(reason is null);
    }

    [Theory]
    [InlineData("server_error", true, true, "needs_review")]
    [InlineData("server_error", true, false, "needs_review")]
    [InlineData("server_error", null, true, "retries_exhausted")]
    [InlineData("no_answer", false, true, "retries_exhausted")]
    [InlineData("no_answer", false, false, "not_retryable")]
    public void Whoever_executed_it_knows_best_whether_it_is_in_doubt(string type, bool? inDoubt, bool retryable, string reason)
    {
        var failed = Failed(type, 4) with { Course = new TaskCourse { Route = "r", Phase = TaskPhases.Open, Once = true, Why = "" } };

        Policy.After(failed with { Error = failed.Error with { InDoubt = inDoubt, Retryable = retryable } }).ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("broken", null, false, "needs_review")]
    [InlineData("broken", null, true, "needs_review")]
    [InlineData("broken", false, false, "retries_exhausted")]
    public void The_doubt_of_an_earlier_execution_lasts_until_somebody_has_looked(string type, bool? inDoubt, bool refused, string reason)
    {
        var failed = Failed(type, 4) with { Course = new TaskCourse { Route = "r", Phase = TaskPhases.Open, Once = true, Why = "" }, Doubt = "timeout", Refused = refused };

        var end = Policy.After(failed with { Error = failed.Error with { InDoubt = inDoubt } }).ShouldBeOfType<FailureDecision.GiveUp>();

        end.Reason.ShouldBe(reason);
        if (reason == "needs_review")
            end.Error!.Message.ShouldStartWith("It may have happened: an earlier execution of this r ended with timeout");
    }

    [Fact]
    public void The_one_task_of_a_batch_leaves_the_look_to_its_tasks()
    {
        var failed = Failed("not_verified", 4) with { Course = new TaskCourse { Route = "r", Phase = TaskPhases.Open, Once = true, Why = "" }, IsWhole = true };

        Policy.After(failed).ShouldBe(new FailureDecision.GiveUp(DeadLetterReasons.RetriesExhausted));
    }

    [Fact]
    public void A_retry_keeps_its_rank() => ((FailureDecision.Retry)Policy.After(Failed("timeout", 1, rank: 100))).Rank.ShouldBeNull();

    [Theory]
    [InlineData(100, 5)]
    [InlineData(50, 5)]
    [InlineData(10, null)]
    [InlineData(0, null)]
    public void Promotion_raises_low_and_background(int rank, int? now)
    {
        options.RetryPromotion = RetryPromotion.High;
        ((FailureDecision.Retry)Policy.After(Failed("timeout", 1, rank))).Rank.ShouldBe(now);
    }

    [Fact]
    public void Its_course_says_session_limits_and_whether_it_may_be_repeated()
    {
        var course = Policy.Begin(
            new SubmitTask { Operation = "conversation_send", Payload = JsonElement.Parse("""{"locationId":"ve9EPM42"}""") }, 0, []).ShouldNotBeNull();

        (course.Session, course.Once, course.Route).ShouldBe((true, true, "conversation_send"));
        course.Flow.ShouldBe(["location:ve9EPM42"]);
        var needs = course.Requirements("ghl", ["tool:browser"]);
        (needs.Session, needs.Tags.Single(), needs.Flow.Single()).ShouldBe((true, "tool:browser", "location:ve9EPM42"));
    }

    [Theory]
    [InlineData("""{"items":[{"input":{"locationId":"other"}}]}""", null, "location:acme")]
    [InlineData("""{"locationId":"own","items":[{"input":{"locationId":"other"}}]}""", null, "location:own")]
    [InlineData("""{"items":[{"input":{"locationId":"other"}}]}""", "batch_1", "location:other")]
    [InlineData("""{"items":[{"input":{"name":"Ann","items":[{"input":{"locationId":"deeper"}}]}}]}""", "batch_1", "location:acme")]
    [InlineData("""{"items":[]}""", "batch_1", "location:acme")]
    public void What_lies_within_says_the_location_of_a_batch_alone(string payload, string? batchId, string key)
    {
        var warnings = new List<string>();

        Policy.Begin(new SubmitTask { Operation = "tag_add", Client = "acme", Payload = JsonElement.Parse(payload) }, 10, warnings, batchId)!.Flow.ShouldBe([key]);
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_task_that_is_no_operation_needs_no_session() =>
        Policy.Begin(new SubmitTask { Operation = "coding" }, 10, []).ShouldNotBeNull().Session.ShouldBeFalse();

    [Theory]
    [InlineData(null, "operation")]
    [InlineData("Tag Add", "operation")]
    public void A_wrong_name_is_refused(string? operation, string field) =>
        Policy.Judge(operation, null).ShouldHaveSingleItem().Field.ShouldBe(field);

    private static FailedExecution Failed(string type, int attempt, int rank = 10) => new(
        "ghl", null, new RetryOptions().Ghl, attempt, rank, null, "agent-1", "agent", new TaskError(type, "m"), false, 0.5);
}
