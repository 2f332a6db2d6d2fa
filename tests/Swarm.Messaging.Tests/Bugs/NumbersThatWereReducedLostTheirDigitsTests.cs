using System.Text.Json;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// <c>aggregate</c> with <c>reduce</c> added what no decimal holds as doubles: digits were lost, beyond 1.8e308 it failed in words of the runtime. So did a name that stands twice in an
/// object, as a server may answer it.
/// </summary>
public sealed class NumbersThatWereReducedLostTheirDigitsTests
{
    [Theory]
    [InlineData("reduce", """{"v":123456789012345678901234567890123}""", """{"v":1}""", """{"v":123456789012345678901234567890124}""")]
    [InlineData("reduce", """{"v":1e308}""", """{"v":1e308}""", """{"v":2e308}""")]
    [InlineData("reduce", "1e400", "-1e400", "0")]
    [InlineData("reduce", "0.1", "0.2", "0.3")]
    [InlineData("reduce", """{"a":1,"a":2}""", """{"a":3}""", """{"a":5}""")]
    [InlineData("reduce", """[{"n":1.50}]""", "[1e400]", """[{"n":1.50},1e400]""")]
    [InlineData("merge", """{"a":1,"a":2,"b":1}""", """{"a":3}""", """{"a":3,"b":1}""")]
    [InlineData("merge", """{"a":{"n":1e400}}""", """{"a":{"m":1.50}}""", """{"a":{"n":1e400,"m":1.50}}""")]
    [InlineData("collect", """{"a":1e400,"a":2}""", "1.50", """[{"a":1e400,"a":2},1.50]""")]
    public void They_are_added_as_expressions_add_them(string how, string first, string second, string expected) =>
        Aggregation.Of(how, [JsonElement.Parse(first), JsonElement.Parse(second)]).GetRawText().ShouldBe(expected);

    [Fact]
    public async Task Those_that_cannot_be_added_fail_the_node_with_the_reason()
    {
        var execution = new NodeExecution(
            JsonElement.Parse("""{"how":"reduce","sources":["a","b"]}"""), JsonElement.Parse("""{"results":{"a":1e2000,"b":1}}"""), "key", 1, TimeSpan.FromMinutes(1));

        var told = await Should.ThrowAsync<NodeConfigurationException>(() => new AggregateNode().RunAsync(execution, CancellationToken.None));

        (told.Type, told.Message).ShouldBe(("bad_number", "The results of a, b cannot become one: numbers whose digits lie more than 1000 places apart cannot be added."));
    }
}
