using System.Text.Json;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary><c>//</c> in an expression gave 2147483647 for whatever is larger, and for a division by 0, and the node succeeded.</summary>
public sealed class WholeDivisionEndedAt32BitsTests
{
    [Theory]
    [InlineData("a // b")]
    [InlineData("a//b")]
    [InlineData("`10000000000` // `1`")]
    [InlineData("{x: [a, sum(rows[*].n) // `2`]}")]
    [InlineData("rows[?n // `2` == `1`].n")]
    [InlineData("map(&(n // `2`), rows)")]
    [InlineData("!(a // b)")]
    [InlineData("-(a // b)")]
    [InlineData("a + (b // `2`) * `3`")]
    [InlineData("rows[*].{half: n // `2`}")]
    [InlineData("rows | [0].n // `2`")]
    [InlineData("a && b // `2` || `1`")]
    [InlineData("let $x = a // b in $x")]
    [InlineData("let $x = a in $x // b")]
    public void It_is_refused_with_what_to_write_instead(string expression) =>
        RunValues.Fault(expression).ShouldNotBeNull().ShouldContain("floor(a / b)");

    [Theory]
    [InlineData("'http://x//y'", "\"http://x//y\"")]
    [InlineData("\"a//b\"", "7")]
    [InlineData("`\"c//d\"`", "\"c//d\"")]
    [InlineData("floor(`10000000000` / `3`)", "3333333333")]
    [InlineData("floor(`-7` / `2`)", "-4")]
    [InlineData("`-7` % `2`", "-1.0")]
    public void What_is_quoted_and_what_is_to_be_written_stay(string expression, string expected)
    {
        RunValues.Fault(expression).ShouldBeNull();
        RunValues.Read(JsonElement.Parse("""{"a//b":7}"""), expression).GetRawText().ShouldBe(expected);
    }
}
