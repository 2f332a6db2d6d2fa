using System.Text.Json;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class AggregationTests
{
    [Theory]
    [InlineData("merge", """{"a":{"x":1,"y":2},"b":[1]}""", """{"a":{"y":3,"z":4},"b":[2],"c":null}""", """{"a":{"x":1,"y":3,"z":4},"b":[2],"c":null}""")]
    [InlineData("merge", "1", """{"a":1}""", """{"a":1}""")]
    [InlineData("merge", """{"a":1}""", "null", """{"a":1}""")]
    [InlineData("collect", """{"a":1}""", "2", """[{"a":1},2]""")]
    [InlineData("reduce", """{"n":1,"l":[1],"t":"a","b":true,"o":{"n":0.1}}""", """{"n":2,"l":[2,3],"t":"b","b":false,"o":{"n":0.2},"new":1}""",
        """{"n":3,"l":[1,2,3],"t":"a\nb","b":false,"o":{"n":0.3},"new":1}""")]
    [InlineData("reduce", "79228162514264337593543950335", "1", "79228162514264337593543950336")]
    [InlineData("reduce", "1", "\"x\"", "\"x\"")]
    [InlineData("reduce", "null", "5", "5")]
    public void Of_Two_BecomeOne(string how, string first, string second, string expected) =>
        Aggregation.Of(how, [JsonElement.Parse(first), JsonElement.Parse(second)]).GetRawText().ShouldBe(expected);

    [Theory]
    [InlineData("merge", "null")]
    [InlineData("reduce", "null")]
    [InlineData("collect", "[]")]
    public void Of_None_IsNothing(string how, string expected) => Aggregation.Of(how, []).GetRawText().ShouldBe(expected);
}
