using System.Text;
using System.Text.Json;
using Swarm.Messaging.Distribution.Batching;

namespace Swarm.Messaging.Tests.Distribution.Batching;

public sealed class BulkAnswerTests
{
    [Fact]
    public void Each_item_has_its_task_key_and_input()
    {
        var question = BulkAnswer.Question("batch_1", "acme", "tag_add", [("a", "key-a", JsonElement.Parse("""{"tag":"vip"}""")), ("b", "b", null)]);
        question.GetProperty("items").GetRawText().ShouldBe("""[{"taskId":"a","idempotencyKey":"key-a","input":{"tag":"vip"}},{"taskId":"b","idempotencyKey":"b","input":null}]""");
        (question.GetProperty("ghlOperationType").GetString(), question.GetProperty("clientId").GetString(), question.GetProperty("batchId").GetString()).ShouldBe(("tag_add", "acme", "batch_1"));
    }

    [Fact]
    public void Each_part_of_the_answer_is_the_end_of_a_task()
    {
        var items = BulkReading.Of(JsonElement.Parse(
            """{"items":[{"taskId":"a","success":true,"output":{"id":1}},{"taskId":"b","success":false,"error":"no"},{"taskId":"c","success":false,"error":{"type":"own","message":"wrong","retryable":false}},{"taskId":"d"},7]}"""), ["a", "b", "c", "d"]).Items;

        items.Keys.ShouldBe(["a", "b", "c"], ignoreOrder: true);
        Encoding.UTF8.GetString(items["a"].Result!.Value.Span).ShouldBe("""{"id":1}""");
        (items["b"].Error!.Type, items["b"].Error!.Message, items["b"].Error!.Retryable).ShouldBe(("item_failed", "no", true));
        (items["c"].Error!.Type, items["c"].Error!.Message, items["c"].Error!.Retryable).ShouldBe(("own", "wrong", false));
    }

    [Fact]
    public void An_error_is_kept_within_bounds()
    {
        var error = BulkReading.Of(JsonElement.Parse($$"""{"items":[{"taskId":"a","success":false,"error":"{{new string('x', 5_000)}}"}]}"""), ["a"]).Items["a"].Error!;

        error.Message.Length.ShouldBe(4_000);
        error.Message.ShouldEndWith("...");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"items":{}}""")]
    public void What_cannot_be_read_answers_for_nothing(string answer) => BulkReading.Of(JsonElement.Parse(answer), ["a"]).Items.ShouldBeEmpty();
}
