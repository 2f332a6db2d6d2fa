using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// Of a task that an answer for a batch names, but malformed, it was said that the answer does not name it; of two answers for one task one was taken, and those of strangers were passed over,
/// without a word.
/// </summary>
public sealed class AMalformedAnswerForABatchWasCalledNoneTests
{
    [Theory]
    [InlineData("""{"items":[{"taskId":"a","success":"yes"}]}""", "its answer of it has the success \"yes\", which is neither true nor false")]
    [InlineData("""{"items":[{"taskId":"a"}]}""", "its answer of it has no success")]
    [InlineData("""{"items":[{"taskId":"a","success":1},{"taskId":"a"}]}""", "which is neither true nor false")]
    [InlineData("""{"items":{"a":true}}""", "which has no list of items")]
    [InlineData("[]", "which has no list of items")]
    [InlineData("""{"items":[]}""", "its answer does not name it")]
    public void It_is_said_what_is_wrong(string answer, string fault)
    {
        var reading = BulkReading.Of(JsonElement.Parse(answer), ["a"]);

        reading.Items.ShouldBeEmpty();
        var doubt = BulkAnswer.Doubt("b.bulk", new TaskSaga { CurrentState = TaskStates.Completed }, reading.Fault ?? reading.Faults.GetValueOrDefault("a"));
        (doubt.Type, doubt.Retryable).ShouldBe(("bulk_unanswered", true));
        doubt.Message.ShouldContain(fault);
        (reading.Warnings.Count > 0).ShouldBe(answer != """{"items":[]}""");
    }

    [Theory]
    [InlineData("""{"taskId":"a","success":true,"output":1},{"taskId":"a","success":false,"error":"no"}""", "1", null)]
    [InlineData("""{"taskId":"a","success":false,"error":"no"},{"taskId":"a","success":true,"output":1}""", "1", null)]
    [InlineData("""{"taskId":"a","success":true,"output":1},{"taskId":"a","success":true,"output":2}""", "1", null)]
    [InlineData("""{"taskId":"a","success":false,"error":"first"},{"taskId":"a","success":false,"error":"second"}""", null, "first")]
    [InlineData("""{"taskId":"a","success":"yes"},{"taskId":"a","success":true,"output":1}""", "1", null)]
    public void Of_one_named_twice_the_first_success_counts_else_the_first_failure(string entries, string? result, string? error)
    {
        var reading = BulkReading.Of(JsonElement.Parse($$"""{"items":[{{entries}}]}"""), ["a"]);

        var item = reading.Items["a"];
        (item.Result is { } json ? System.Text.Encoding.UTF8.GetString(json.Span) : null, item.Error?.Message).ShouldBe((result, error));
        reading.Warnings.ShouldContain(error is null ? "a is answered 2 times: the first success counts" : "a is answered 2 times: the first failure counts");
    }

    [Fact]
    public void Entries_of_nobody_are_told()
    {
        var reading = BulkReading.Of(JsonElement.Parse("""{"items":[7,{"success":true},{"taskId":"stranger","success":true},{"taskId":"a","success":true}]}"""), ["a"]);

        reading.Items.Keys.ShouldBe(["a"]);
        reading.Warnings.ShouldBe(["items[0] names no taskId", "items[1] names no taskId", "nobody asked for stranger"], ignoreOrder: true);
    }
}
