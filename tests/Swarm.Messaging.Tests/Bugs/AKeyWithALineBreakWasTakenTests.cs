using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A form dropped the line break of an idempotency key, nothing was found by it, and the message was sent twice; a reason steered the terminal of who read it.</summary>
public sealed class AKeyWithALineBreakWasTakenTests
{
    [Theory]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u001b[31m", "U+001B")]
    [InlineData("a\u009b1m", "U+009B")]
    public void Control_characters_are_refused_in_keys_and_reasons(string text, string named)
    {
        Judge(new SubmitTask { Kind = "text", Operation = "say", IdempotencyKey = text }).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            v => v.Field.ShouldBe("idempotencyKey"), v => v.Rule.ShouldContain(named), v => v.Value!.Any(char.IsControl).ShouldBeFalse());
        CommandRules.Judge(new CancelTask { TaskId = "t", Reason = text })!.Violations.ShouldHaveSingleItem().Field.ShouldBe("reason");
    }

    [Fact]
    public void Any_other_text_is_a_key_and_a_reason()
    {
        Judge(new SubmitTask { Kind = "text", Operation = "say", IdempotencyKey = "Ünï \"x\" 日本 /1" }).ShouldBeEmpty();
        CommandRules.Judge(new CancelTask { TaskId = "t", Reason = "bestellt – zurück" }).ShouldBeNull();
    }

    [Fact]
    public void A_client_is_not_called_as_those_that_have_none() =>
        Judge(new SubmitTask { Kind = "text", Operation = "say", Client = "default" }).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            v => v.Field.ShouldBe("client"), v => v.Code.ShouldBe("reserved_id"));

    /// <summary>Of all but the kind: no host is here that has any.</summary>
    private static IReadOnlyList<FieldViolation> Judge(SubmitTask task) =>
        [.. (new SubmissionRules(new TaskPolicies([], new OperationCatalog([])), Options.Create(new TaskOptions()), Options.Create(new RetryOptions()))
            .Judge(new Submission(task)).Rejected?.Violations ?? []).Where(v => v.Field != "kind")];
}
