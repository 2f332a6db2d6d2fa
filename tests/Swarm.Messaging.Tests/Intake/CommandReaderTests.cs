using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Intake;

public sealed class CommandReaderTests
{
    private readonly List<Violation> found = [];

    [Theory]
    [InlineData("""{ "taskId": 5 }""", "taskId", "5", "text")]
    [InlineData("""{ "rank": "10" }""", "rank", "\"10\"", "whole number")]
    [InlineData("""{ "rank": 1.5 }""", "rank", "1.5", "whole number")]
    [InlineData("""{ "rank": 99999999999 }""", "rank", "99999999999", "nine digits")]
    [InlineData("""{ "timeoutMs": true }""", "timeoutMs", "true", "whole number")]
    [InlineData("""{ "requires": "gpu" }""", "requires", "\"gpu\"", "list of texts")]
    [InlineData("""{ "requires": [1] }""", "requires", "[1]", "list of texts")]
    [InlineData("""{ "labels": { "a": 1 } }""", "labels", """{ "a": 1 }""", "values are texts")]
    [InlineData("""{ "retry": 3 }""", "retry", "3", "object")]
    [InlineData("""{ "retry": { "maxAttempts": "3" } }""", "retry.maxAttempts", "\"3\"", "whole number")]
    [InlineData("""{ "notifyEnd": "yes" }""", "notifyEnd", "\"yes\"", "true or false")]
    public void A_field_of_a_wrong_type_is_named_with_its_value_and_rule(string json, string field, string value, string rule)
    {
        CommandReader.SubmitTask(JsonElement.Parse(json), "", found);

        found.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            v => v.Field.ShouldBe(field), v => v.Value.ShouldBe(value), v => v.Rule.ShouldContain(rule));
    }

    [Fact]
    public void Every_wrong_field_is_named_under_its_path()
    {
        CommandReader.SubmitTask(JsonElement.Parse("""{ "taskId": 1, "kind": 2, "retry": { "preset": 3 } }"""), "tasks[4].", found);

        found.Select(v => v.Field).ShouldBe(["tasks[4].taskId", "tasks[4].kind", "tasks[4].retry.preset"], ignoreOrder: true);
    }

    [Fact]
    public void An_unknown_field_is_a_warning_with_the_nearest_name()
    {
        var (command, warnings) = CommandReader.SubmitTask(JsonElement.Parse("""{ "taskId": "a", "prioritty": "high" }"""), "", found);

        found.ShouldBeEmpty();
        command.TaskId.ShouldBe("a");
        warnings.ShouldHaveSingleItem().ShouldContain("did you mean priority?");
    }

    [Fact]
    public void Null_is_as_good_as_absent_except_in_a_payload()
    {
        var (command, _) = CommandReader.SubmitTask(JsonElement.Parse("""{ "taskId": null, "rank": null, "payload": null }"""), "", found);

        found.ShouldBeEmpty();
        command.TaskId.ShouldBeNull();
        command.Rank.ShouldBeNull();
        command.Payload!.Value.ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void A_long_value_is_cut()
    {
        CommandReader.CancelTask(JsonElement.Parse($$"""{ "taskId": [{{string.Join(',', Enumerable.Range(0, 500))}}] }"""), found);
        found.ShouldHaveSingleItem().Value!.Length.ShouldBeLessThan(120);
    }
}
