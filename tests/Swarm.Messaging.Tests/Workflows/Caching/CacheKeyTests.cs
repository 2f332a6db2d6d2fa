using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Tests.Workflows.Caching;

public sealed class CacheKeyTests
{
    [Fact]
    public void The_order_of_names_does_not_matter() =>
        Key("""{"configuration":{"url":"u","method":"GET"},"input":{"a":[1,{"x":1,"y":2}],"b":2}}""")
            .ShouldBe(Key("""{ "input": { "b": 2, "a": [1, {"y":2,"x":1}] }, "configuration": {"method":"GET","url":"u"} }"""));

    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{},"b":1}""")]
    public void Other_content_is_another_key(string one, string other) => Key(one).ShouldNotBe(Key(other));

    [Fact]
    public void Client_workflow_kind_operation_and_tags_are_part_of_it()
    {
        var work = Work("1");

        string[] keys =
        [
            CacheKey.Of("c", "w", work), CacheKey.Of("c2", "w", work), CacheKey.Of("c", "w2", work), CacheKey.Of("c", "w", work with { Kind = "k2" }),
            CacheKey.Of("c", "w", work with { Operation = "o2" }), CacheKey.Of("c", "w", work with { Requires = ["gpu"] }), CacheKey.Of("c", "w", work with { Payload = null }),
        ];

        keys.ShouldBeUnique();
    }

    private static string Key(string payload) => CacheKey.Of("c", "w", Work(payload));

    private static SubmitTask Work(string payload) => new() { Kind = "k", Operation = "o", Payload = JsonElement.Parse(payload) };
}
