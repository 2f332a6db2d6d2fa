using System.Text.Json;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Running;

public sealed class ResultBoundTests
{
    private const int Most = 4_096;

    [Fact]
    public void What_fits_is_as_it_was()
    {
        var result = Json(new { id = "1", body = new string('x', 100) });

        ResultBound.Of(result, Most)!.Value.GetRawText().ShouldBe(result.GetRawText());
        ResultBound.Of(null, Most).ShouldBeNull();
    }

    [Fact]
    public void Of_an_object_the_small_fields_stay_and_the_others_are_named()
    {
        var cut = ResultBound.Of(Json(new { id = "1", body = new string('ü', 10_000), at = 7, list = Enumerable.Range(0, 3_000) }), Most)!.Value;

        (cut.GetProperty("id").GetString(), cut.GetProperty("at").GetInt32(), cut.GetProperty("truncated").GetBoolean()).ShouldBe(("1", 7, true));
        cut.GetProperty("omitted").EnumerateArray().Select(o => o.GetString()).ShouldBe(["body", "list"]);
        cut.GetProperty("bytes").GetInt32().ShouldBeGreaterThan(60_000);
    }

    [Fact]
    public void Of_a_list_the_first_stay_and_of_a_text_its_beginning()
    {
        var list = ResultBound.Of(Json(Enumerable.Range(1_000, 5_000)), Most)!.Value;
        var text = ResultBound.Of(Json(new string('x', 10_000)), Most)!.Value;

        list.GetProperty("count").GetInt32().ShouldBe(5_000);
        list.GetProperty("items").EnumerateArray().Select(i => i.GetInt32()).ShouldBe(Enumerable.Range(1_000, list.GetProperty("items").GetArrayLength()));
        text.GetProperty("text").GetString()!.Length.ShouldBeInRange(100, 10_000);
    }

    [Fact]
    public void Whatever_it_was_the_rest_is_within_the_bound()
    {
        var random = new Random(11);
        for (var i = 0; i < 100; i++)
        {
            var cut = ResultBound.Of(Json(Some(random, 0)), Most);
            JsonSerializer.SerializeToUtf8Bytes(cut).Length.ShouldBeLessThanOrEqualTo(Most);
        }
    }

    private static object Some(Random random, int depth) => random.Next(depth > 1 ? 1 : 3) switch
    {
        0 => string.Concat(Enumerable.Range(0, random.Next(depth == 0 ? 4_000 : 300)).Select(_ => "aü<\n😀"[random.Next(4)])),
        1 => Enumerable.Range(0, random.Next(30)).Select(_ => Some(random, depth + 1)).ToArray(),
        _ => Enumerable.Range(0, random.Next(30)).ToDictionary(n => new string("kü<"[random.Next(3)], random.Next(1, 80)) + n, _ => Some(random, depth + 1)),
    };

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
