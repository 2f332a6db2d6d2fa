using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class FailureDecisionTests
{
    private static readonly RetryPolicy Workers = RetryPresets.Find("workers")!;

    [Fact]
    public void A_failure_that_no_retry_helps_ends_the_task_at_once() =>
        FailureDecision.After(Workers, 1, 10, new TaskError("bad_input", "No.", null, Retryable: false), 0)
            .ShouldBe(new FailureDecision.GiveUp("not_retryable"));

    [Fact]
    public void A_session_of_another_client_is_not_the_task_s_fault() =>
        FailureDecision.After(Workers, 1, 10, new TaskError("session_bound", "No.", null, Retryable: false), 0).ShouldBeOfType<FailureDecision.Retry>();

    [Theory]
    [InlineData("login_failed", true, true)]
    [InlineData("rate_limited", true, true)]
    [InlineData("login_failed", false, false)]
    [InlineData("panic", true, false)]
    public void What_is_not_the_task_s_fault_does_not_count_within_a_bound(string error, bool retryable, bool spares)
    {
        var failed = new FailedExecution("ghl", null, Workers, 4, 10, null, null, null, new TaskError(error, "No.", null, retryable), false, 0) { MaySpare = true };

        (FailureDecision.After(failed) is FailureDecision.Retry { Spares: true }).ShouldBe(spares);
        FailureDecision.After(failed with { MaySpare = false }).ShouldBeOfType<FailureDecision.GiveUp>();
    }

    [Fact]
    public void The_last_execution_is_followed_by_none() =>
        FailureDecision.After(Workers, 4, 10, new TaskError("panic", "No."), 0).ShouldBe(new FailureDecision.GiveUp("retries_exhausted"));

    [Fact]
    public void Earlier_ones_are_followed_by_a_wait() =>
        FailureDecision.After(Workers, 3, 10, new TaskError("panic", "No."), 0).ShouldBe(new FailureDecision.Retry(TimeSpan.FromSeconds(4)));
}
