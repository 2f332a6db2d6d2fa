using System.Text.Json;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>The library binds the star of a product closer than the dot before it: <c>a.b * a.c</c> was read as <c>a.(b * a).c</c>, and null.</summary>
public sealed class AProductOfTwoPathsWasNullTests
{
    private const string Document = """{"a":{"b":6,"c":3,"l":[6,3],"rows":[{"n":2,"m":5},{"n":3,"m":7}],"o":{"x":1}},"in":4}""";

    [Theory]
    [InlineData("a.b * a.c", "18.0")]
    [InlineData("a.l[0] * a.l[1]", "18.0")]
    [InlineData("a.l[0]*a.\"c\"", "18.0")]
    [InlineData("a.b + a.b * a.c", "24.0")]
    [InlineData("a.b * `3` * (a.c)", "54.0")]
    [InlineData("a.rows[].[n * m]", "[[10.0],[21.0]]")]
    [InlineData("a.rows[?n * m > `10`].n", "[3]")]
    [InlineData("sum(a.rows[*].n) * a.c", "15.0")]
    [InlineData("in * a.c", "12.0")]
    public void It_is_the_product(string expression, string expected) => Read(expression).ShouldBe(expected);

    [Theory]
    [InlineData("a.o.*", "[1]")]
    [InlineData("a.l[*]", "[6,3]")]
    [InlineData("a.* | [0]", "6")]
    [InlineData("length(*)", "2")]
    [InlineData("{all: *}.all[1]", "4")]
    [InlineData("a.o | *", "[1]")]
    [InlineData("let $x = a.o in $x.*", "[1]")]
    [InlineData("let $x = a.o in * | [1]", "4")]
    [InlineData("'a * b'", "\"a * b\"")]
    public void A_star_for_everything_stays_one(string expression, string expected) => Read(expression).ShouldBe(expected);

    private static string Read(string expression) => RunValues.Read(JsonElement.Parse(Document), expression).GetRawText();
}
