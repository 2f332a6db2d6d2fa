using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class SubmissionRulesTests
{
    private static readonly OperationCatalog Operations = new([new BasicExecutor(TimeProvider.System)]);

    private static readonly SubmissionRules Rules = new(
        new TaskPolicies([], Operations), Options.Create(new TaskOptions()), Options.Create(new RetryOptions()));

    private static SubmitTask Good => new() { TaskId = "a", Kind = "basic", Operation = "noop" };

    public static TheoryData<string, string?, string, Func<SubmitTask, SubmitTask>> Bad => new()
    {
        { "taskId", "leader", "reserved", t => t with { TaskId = "leader" } },
        { "taskId", "a:b", "':'", t => t with { TaskId = "a:b" } },
        { "client", "a b", "' '", t => t with { Client = "a b" } },
        { "idempotencyKey", "", "1 to 256", t => t with { IdempotencyKey = "" } },
        { "rank", "101", "0 (best) to 100", t => t with { Rank = 101 } },
        { "rank", "-1", "0 (best) to 100", t => t with { Rank = -1 } },
        { "timeoutMs", "0", "1 to 86400000", t => t with { TimeoutMs = 0 } },
        { "deadlineMs", "0", "30 days", t => t with { DeadlineMs = 0 } },
        { "kind", null, "Required", t => t with { Kind = null } },
        { "kind", "wood", "One of basic", t => t with { Kind = "wood" } },
        { "operation", null, "Required", t => t with { Operation = null } },
        { "operation", "chop", "echo, fail, noop, sleep", t => t with { Operation = "chop" } },
        { "requires[1]", "a/b", "1 to 64 characters", t => t with { Requires = ["gpu", "a/b"] } },
        { "requires", "17 entries", "At most 16", t => t with { Requires = [.. Enumerable.Range(0, 17).Select(i => $"t{i}")] } },
        { "labels.x", null, "at most 256", t => t with { Labels = new Dictionary<string, string> { ["x"] = null! } } },
        { "retry.preset", "eager", "One of", t => t with { Retry = new() { Preset = "eager" } } },
        { "retry.maxAttempts", "0", "from 1 to 100", t => t with { Retry = new() { MaxAttempts = 0 } } },
        { "retry.maxAttempts", "101", "from 1 to 100", t => t with { Retry = new() { MaxAttempts = 101 } } },
        { "payload.ms", "-1", "from 0", t => t with { Operation = "sleep", Payload = JsonElement.Parse("""{"ms":-1}""") } },
        { "payload.ms", null, "required", t => t with { Operation = "sleep" } },
        { "payload", "1048578 bytes", "At most 1048576", t => t with { Payload = JsonSerializer.SerializeToElement(new string('x', 1_048_576)) } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_input_is_named_by_field_value_and_rule(string field, string? value, string rule, Func<SubmitTask, SubmitTask> spoil)
    {
        var judged = Rules.Judge(new Submission(spoil(Good)));

        judged.Order.ShouldBeNull();
        var violation = judged.Rejected.ShouldNotBeNull().Violations.ShouldHaveSingleItem();
        violation.ShouldSatisfyAllConditions(v => v.Field.ShouldBe(field), v => v.Value.ShouldBe(value), v => v.Rule.ShouldContain(rule));
        judged.Rejected.Message.ShouldContain(field);
    }

    [Fact]
    public void Every_broken_rule_is_told_at_once() =>
        Rules.Judge(new Submission(Good with { Rank = 101, TimeoutMs = 0, Kind = null })).Rejected!
            .Violations.Select(v => v.Field).ShouldBe(["rank", "timeoutMs", "kind"], ignoreOrder: true);

    [Fact]
    public void Defaults_are_filled_in()
    {
        var order = Rules.Judge(new Submission(Good)).Order.ShouldNotBeNull();

        order.ShouldSatisfyAllConditions(
            o => o.Client.ShouldBe("default"), o => o.Rank.ShouldBe(10), o => o.Retry.Preset.ShouldBe("runner"),
            o => o.Timeout.ShouldBe(TimeSpan.FromSeconds(300)), o => o.Deadline.ShouldBeNull());
    }

    [Fact]
    public void A_type_is_another_word_for_the_operation_and_comes_first()
    {
        Rules.Judge(new Submission(Good with { Operation = null, Type = "echo" })).Order!.Operation.ShouldBe("echo");
        Rules.Judge(new Submission(Good with { Operation = "noop", Type = "echo" })).Order!.Operation.ShouldBe("echo");
    }

    [Fact]
    public void Rank_zero_stays_zero() => Rules.Judge(new Submission(Good with { Rank = 0, Priority = "low" })).Order!.Rank.ShouldBe(0);

    [Fact]
    public void An_unknown_priority_is_normal_with_a_warning()
    {
        var order = Rules.Judge(new Submission(Good with { Priority = "soonish" })).Order!;
        order.Rank.ShouldBe(10);
        order.Warnings.ShouldHaveSingleItem().ShouldStartWith("unknown_priority: ");
    }

    [Fact]
    public void The_same_client_and_key_make_the_same_id()
    {
        var keyed = Good with { TaskId = null, IdempotencyKey = "k" };
        IdOf(keyed).ShouldBe(IdOf(keyed));
        IdOf(keyed).ShouldNotBe(IdOf(keyed with { Client = "other" }));
        IdOf(keyed).ShouldNotBe(IdOf(keyed with { IdempotencyKey = "k2" }));
    }

    [Fact]
    public void White_space_in_a_payload_is_no_other_content()
    {
        var a = Good with { Payload = JsonElement.Parse("""{ "x" : 1 }""") };
        FingerprintOf(a).ShouldBe(FingerprintOf(a with { Payload = JsonElement.Parse("""{"x":1}""") }));
        FingerprintOf(a).ShouldNotBe(FingerprintOf(a with { Payload = JsonElement.Parse("""{"x":2}""") }));
        FingerprintOf(a).ShouldNotBe(FingerprintOf(a with { Rank = 11 }));
    }

    [Fact]
    public void The_order_of_names_in_a_payload_is_no_other_content()
    {
        var a = Good with { Payload = JsonElement.Parse("""{"b":{"y":1.0,"x":[{"d":1,"c":2}]},"a":"ü"}""") };
        var same = a with { Payload = JsonElement.Parse("""{"a":"ü","b":{"x":[{"c":2,"d":1}],"y":1.0}}""") };

        FingerprintOf(a).ShouldBe(FingerprintOf(same));
        FingerprintOf(a).ShouldNotBe(FingerprintOf(a with { Payload = JsonElement.Parse("""{"a":"ü","b":{"x":[{"c":1,"d":2}],"y":1.0}}""") }));
        FingerprintOf(a).ShouldNotBe(FingerprintOf(a with { Payload = JsonElement.Parse("""{"a":"ü","b":{"x":[{"c":2},{"d":1}],"y":1.0}}""") }));
    }

    [Fact]
    public void A_task_of_before_the_order_was_ignored_is_still_found_by_the_same_bytes()
    {
        var order = Rules.Judge(new Submission(Good with { Payload = JsonElement.Parse("""{"b":1,"a":2}""") })).Order!;

        order.FormerFingerprint.ShouldNotBeNull().ShouldNotBe(order.Fingerprint);
        Rules.Judge(new Submission(Good with { Payload = JsonElement.Parse("""{"a":2,"b":1}""") })).Order!.ShouldSatisfyAllConditions(
            o => o.Fingerprint.ShouldBe(order.Fingerprint), o => o.FormerFingerprint.ShouldBeNull());
    }

    private static string IdOf(SubmitTask task) => Rules.Judge(new Submission(task)).Order!.TaskId;

    private static string FingerprintOf(SubmitTask task) => Rules.Judge(new Submission(task)).Order!.Fingerprint;
}
