using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Tests.Wasm.Recovery;

namespace Swarm.Messaging.Tests.Routing;

/// <summary>The way of a code task, decision by decision; the walk always ends.</summary>
public sealed class CodePolicyTests
{
    private readonly RoutingBoard board = new();

    public CodePolicyTests() => board.Show([Agent("agent-1"), Agent("agent-2"), Agent("agent-3"), Agent("agent-4")]);

    [Theory]
    [InlineData("panic", 10, "0 2 4", "regular_agent")]
    [InlineData("memory_error", 10, "0 2 4", "streaming_agent")]
    [InlineData("timeout", 10, "0 2", "regular_agent")]
    [InlineData("panic", 0, "0 2", "regular_agent")]
    [InlineData("memory_error", 0, "0 2", "regular_agent")]
    [InlineData("timeout", 0, "0", "regular_agent")]
    [InlineData("lease_lost", 10, "0 2 4", "regular_agent")]
    [InlineData("host_stopped", 10, "0 2 4", "regular_agent")]
    [InlineData("stack_overflow", 10, "", "regular_agent")]
    public void In_WebAssembly_it_recovers_and_then_falls_back(string type, int rank, string waits, string fallback)
    {
        var walk = Walk(rank, _ => new TaskError(type, "It fails."));

        string.Join(' ', walk.OfType<FailureDecision.Retry>().Select(r => r.Delay.TotalSeconds)).ShouldBe(waits);
        var left = walk.OfType<FailureDecision.Reroute>().First();
        (left.Cause, left.Course.FallbackType, left.Course.Phase, left.Delay).ShouldBe(("fallback", fallback, "agent", TimeSpan.Zero));
        var needs = left.Course.Requirements("code", null);
        needs.Class.ShouldBe(fallback == "streaming_agent" ? "code/rs:analyze+agent?streaming" : "code/rs:analyze+agent");
    }

    [Fact]
    public void An_execution_that_was_lost_with_its_host_is_no_failure_in_WebAssembly()
    {
        var lost = Fail(Begin(), new TaskError("lease_lost", "The target stopped renewing.")).ShouldBeOfType<FailureDecision.Retry>();

        lost.Change.ShouldBeNull();
        var course = lost.Course.ShouldNotBeNull();
        (course.WasmAttempts, course.Recovery, course.Phase).ShouldBe((0, null, Begin().Phase));
        course.Why.ShouldContain("lost with its host");
    }

    [Fact]
    public void It_runs_at_most_four_times_in_WebAssembly_and_three_times_at_agents()
    {
        var walk = Walk(10, _ => new TaskError("panic", "It fails."));

        walk.OfType<FailureDecision.Retry>().Count().ShouldBe(3);
        walk.OfType<FailureDecision.Reroute>().Select(r => r.Cause).ShouldBe(["fallback", "reroute", "reroute"]);
        walk[^1].ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe("retries_exhausted");
        walk.Count.ShouldBe(4 + 3);
    }

    [Fact]
    public void The_last_execution_counts_as_well()
    {
        var end = Walk(10, _ => new TaskError("panic", "It fails."))[^1].ShouldBeOfType<FailureDecision.GiveUp>().Course.ShouldNotBeNull();

        (end.WasmAttempts, end.AgentAttempts).ShouldBe((4, 3));
        Fail(Begin(), new TaskError("stack_overflow", "It fails."), tags: ["wasm"]).ShouldBeOfType<FailureDecision.GiveUp>().Course!.WasmAttempts.ShouldBe(1);
    }

    [Fact]
    public void Memory_errors_raise_the_limit_each_time() =>
        Walk(10, _ => new TaskError("memory_error", "Too little.")).OfType<FailureDecision.Retry>()
            .Select(r => r.Course!.Recovery!.MemoryLimitMb).ShouldBe([192, 288, 432]);

    [Fact]
    public void Time_outs_extend_the_time_each_time() =>
        Walk(10, _ => new TaskError("timeout", "Too slow.")).OfType<FailureDecision.Retry>()
            .Select(r => r.Course!.TimeoutMs).ShouldBe([45_000, 67_500]);

    [Fact]
    public void A_time_of_its_own_is_the_base()
    {
        var course = Policy().Begin(Submission() with { TimeoutMs = 1_000 }, 10, [])!;

        course.TimeoutMs.ShouldBe(1_000);
        Retry(Fail(course, new TaskError("timeout", "Too slow."))).Course!.TimeoutMs.ShouldBe(1_500);
    }

    [Fact]
    public void A_recovery_goes_to_WebAssembly_only_and_says_what_to_do_first()
    {
        var next = Retry(Fail(Begin(), new TaskError("panic", "It fails.", InstanceId: "wasm_1"))).Course!;

        next.Requirements("code", ["gpu"]).Class.ShouldBe("code/rs:analyze+gpu+wasm~wasm");
        next.Recovery.ShouldSatisfyAllConditions(
            r => r!.Strategy.ShouldBe("panic_recovery"), r => r!.Attempt.ShouldBe(1), r => r!.InstanceId.ShouldBe("wasm_1"));
        (next.WasmAttempts, next.InstanceId).ShouldBe((1, "wasm_1"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(6, 5)]
    public void A_number_of_executions_of_the_callers_own_counts_in_WebAssembly(int asked, int recoveries)
    {
        var walk = Walk(0, _ => new TaskError("timeout", "It fails."), RetryPresets.ForKind("code").WithMaxAttempts(asked));

        walk.OfType<FailureDecision.Retry>().Select(r => r.Course!.Recovery!.Attempt).ShouldBe(Enumerable.Range(1, recoveries));
        walk[recoveries].ShouldBeOfType<FailureDecision.Reroute>().Cause.ShouldBe("fallback");
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, false, true)]
    public void What_no_recovery_helps_goes_straight_to_agents(bool retryable, bool fallback, bool refused)
    {
        var decision = Fail(Begin(), new TaskError("panic", "It fails.", null, retryable, null, fallback), refused: refused);

        decision.ShouldBeOfType<FailureDecision.Reroute>().Cause.ShouldBe("fallback");
    }

    [Fact]
    public void What_the_module_says_cannot_be_done_as_asked_ends_the_task() =>
        Fail(Begin(), new TaskError("symbol_not_found", "There is no zz.", Retryable: false)).ShouldBe(new FailureDecision.GiveUp("not_retryable"));

    [Fact]
    public void A_task_that_asks_for_WebAssembly_itself_has_no_fallback() =>
        Fail(Begin(), new TaskError("stack_overflow", "It fails."), tags: ["wasm"]).ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe("retries_exhausted");

    [Fact]
    public void At_agents_each_failure_leads_to_another_at_once()
    {
        var decision = Fail(Begin(), new TaskError("broken", "It fails."), target: "agent-1", type: "agent").ShouldBeOfType<FailureDecision.Reroute>();

        (decision.Cause, decision.Delay, decision.Course.Phase).ShouldBe(("reroute", TimeSpan.Zero, "open"));
        decision.Course.Requirements("code", null).Class.ShouldBe("code/rs:analyze!agent-1~wasm");
    }

    [Fact]
    public void A_task_at_agents_alone_runs_four_times_and_no_target_twice_while_others_are_left()
    {
        var walk = Walk(10, _ => new TaskError("broken", "It fails."), first: ("agent-1", "agent"));

        walk.OfType<FailureDecision.Reroute>().Select(r => r.Course.Avoid.Count).ShouldBe([1, 2, 3]);
        walk[^1].ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe("retries_exhausted");
        walk.Count.ShouldBe(4);
    }

    [Fact]
    public void When_only_the_failed_one_is_left_it_waits_and_may_go_there_again()
    {
        board.Show([Agent("agent-1")]);

        var walk = Walk(10, _ => new TaskError("broken", "It fails."), first: ("agent-1", "agent"));

        walk.OfType<FailureDecision.Reroute>().Select(r => r.Delay.TotalSeconds).ShouldBe([1, 2, 4]);
        walk.OfType<FailureDecision.Reroute>().ShouldAllBe(r => r.Course.Avoid.Count == 0);
    }

    [Fact]
    public void One_that_waits_for_others_which_have_gone_may_go_back()
    {
        var waiting = Fail(Begin(), new TaskError("broken", "It fails."), target: "agent-1", type: "agent").ShouldBeOfType<FailureDecision.Reroute>().Course;

        Policy().Reconsider(waiting, waiting.Requirements("code", null)).ShouldBeNull("others are there");

        board.Show([Agent("agent-1"), Agent("agent-2") with { Status = "lost" }]);
        Policy().Reconsider(waiting, waiting.Requirements("code", null)).ShouldNotBeNull().Avoid.ShouldBeEmpty();
        Policy().Reconsider(Begin(), Begin().Requirements("code", null)).ShouldBeNull("it avoids nobody");
    }

    [Theory]
    [InlineData(false, false, "not_retryable")]
    [InlineData(true, true, "rejected_by_target")]
    public void At_agents_it_ends_for_good_with_the_reason(bool retryable, bool refused, string reason)
    {
        board.Show([Agent("agent-1")]);

        Fail(Begin(), new TaskError("bad_input", "No.", null, retryable), target: "agent-1", type: "agent", refused: refused)
            .ShouldBeOfType<FailureDecision.GiveUp>().Reason.ShouldBe(reason);
    }

    [Fact]
    public void A_refusal_leads_to_another_agent_while_one_is_left() =>
        Fail(Begin(), new TaskError("refused", "No.", null, false), target: "agent-1", type: "agent", refused: true)
            .ShouldBeOfType<FailureDecision.Reroute>().Course.Avoid.ShouldBe(["agent-1"]);

    [Fact]
    public void A_task_without_a_course_fails_as_it_always_did() =>
        Policy().After(new FailedExecution("code", null, RetryPresets.ForKind("code"), 1, 10, null, "pool", "pool", new TaskError("panic", "It fails."), false, 0))
            .ShouldBe(new FailureDecision.Retry(TimeSpan.Zero));

    [Fact]
    public void A_replay_begins_anew()
    {
        var late = Walk(10, _ => new TaskError("panic", "It fails.")).OfType<FailureDecision.Reroute>().Last().Course;

        Policy().Restart(late).ShouldBeEquivalentTo(Begin());
    }

    [Theory]
    [InlineData(null, """{"filePath":"a.rs"}""", "must have type or operation")]
    [InlineData("a b", "{}", "1 to 64 characters")]
    [InlineData("edit", """{"filePath":7}""", "A text")]
    public void Bad_input_is_refused(string? operation, string payload, string rule) =>
        Policy().Judge(operation, JsonElement.Parse(payload)).ShouldHaveSingleItem().Rule.ShouldContain(rule);

    [Theory]
    [InlineData("edit", """{"filePath":"a.xyz","content":"x"}""")]
    [InlineData("compile", """{"filePath":"a.cpp"}""")]
    [InlineData("create", "{}")]
    [InlineData("dance", "null")]
    public void What_only_agents_know_is_accepted_with_a_word_of_it(string operation, string payload)
    {
        Policy().Judge(operation, JsonElement.Parse(payload)).ShouldBeEmpty();
        var warnings = new List<string>();
        Policy().Begin(Submission() with { Operation = operation, Payload = JsonElement.Parse(payload) }, 10, warnings);
        warnings.ShouldHaveSingleItem().ShouldStartWith("agents_only");
    }

    [Fact]
    public void What_a_module_declares_is_judged_by_its_rules() =>
        Policy().Judge("analyze", JsonElement.Parse("""{"filePath":"a.rs"}""")).ShouldHaveSingleItem().Rule.ShouldBe("the module's own rule");

    private static SubmitTask Submission() => new() { Kind = "code", Operation = "analyze", Payload = JsonElement.Parse("""{"filePath":"a.rs","content":"x"}""") };

    private static RoutingTarget Agent(string id) => new()
    {
        TargetId = id, Type = "agent", Slots = 1, Capabilities = new HashSet<string> { "code/*", "agent" },
    };

    private static FailureDecision.Retry Retry(FailureDecision decision) => decision.ShouldBeOfType<FailureDecision.Retry>();

    private TaskCourse Begin() => Policy().Begin(Submission(), 10, [])!;

    private CodePolicy Policy() => new(
        new OperationCatalog([new RustExecutor()]), [new RustPairs()], Ladders.Ladder(), board, Options.Create(new RoutingOptions()));

    private FailureDecision Fail(
        TaskCourse course, TaskError error, int attempt = 1, int rank = 10, string target = "pool", string type = "pool",
        RetryPolicy? retry = null, IReadOnlyList<string>? tags = null, bool refused = false) =>
        Policy().After(new FailedExecution("code", tags, retry ?? RetryPresets.ForKind("code"), attempt, rank, course, target, type, error, refused, 0.5));

    /// <summary>Every execution fails, until it is given up. At agents each is run by the first that it does not avoid.</summary>
    private List<FailureDecision> Walk(int rank, Func<int, TaskError> error, RetryPolicy? retry = null, (string Id, string Type)? first = null)
    {
        var (course, target, decisions) = (Begin(), first ?? ("pool", "pool"), new List<FailureDecision>());
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            var decision = Fail(course, error(attempt), attempt, rank, target.Item1, target.Item2, retry);
            decisions.Add(decision);
            if (decision is FailureDecision.GiveUp)
                return decisions;
            course = decision is FailureDecision.Reroute r ? r.Course : ((FailureDecision.Retry)decision).Course!;
            if (decision is FailureDecision.Reroute)
                target = (board.Targets.First(t => !course.Avoid.Contains(t.TargetId)).TargetId, "agent");
        }

        throw new InvalidOperationException("It never ends.");
    }

    private sealed class RustPairs : ICodePairs
    {
        public IReadOnlyList<string> Pairs => ["rs:analyze"];

        public bool Declares(string fileType, string operation) => (fileType, operation) == ("rs", "analyze");
    }

    private sealed class RustExecutor : ITaskExecutor
    {
        public string Kind => "code";

        public IReadOnlyCollection<string> Operations => ["analyze"];

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [new("payload", null, "the module's own rule")];

        public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nothing is run here.");
    }
}
