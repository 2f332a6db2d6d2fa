using System.Text.Json;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>In expressions <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> and <c>&gt;=</c> went by doubles, to which neighbours beyond 2^53 are the same, and failed with numbers beyond 64 bits; <c>1 == 1.0</c> was false.</summary>
public sealed class LongNumbersWereComparedByTheirFirstDigitsTests
{
    private const string Document = """
        {"a":9007199254740992,"b":9007199254740993,"c":92233720368547758080,"d":92233720368547758081,"half":9007199254740992.5,"low":-9007199254740993,"e":1e20,"one":1,"uno":1.0,
         "ten":0.1,"texts":["b","a"],"rows":[{"id":9007199254740993,"n":"x"},{"id":9007199254740992,"n":"y"}],"far":1e400,"huge":1.5e300}
        """;

    [Theory]
    [InlineData("a < b", true)]
    [InlineData("b < a", false)]
    [InlineData("b <= a", false)]
    [InlineData("a <= b", true)]
    [InlineData("a >= b", false)]
    [InlineData("b > a", true)]
    [InlineData("a > b", false)]
    [InlineData("a >= a", true)]
    [InlineData("a <= a", true)]
    [InlineData("c < d", true)]
    [InlineData("c >= d", false)]
    [InlineData("d > b", true)]
    [InlineData("b < c", true)]
    [InlineData("low < a", true)]
    [InlineData("low > `-9007199254740994`", true)]
    [InlineData("half > a", true)]
    [InlineData("half < b", true)]
    [InlineData("a < half", true)]
    [InlineData("half == a", false)]
    [InlineData("b > `9007199254740992`", true)]
    [InlineData("`92233720368547758081` > c", true)]
    [InlineData("e > c", true)]
    [InlineData("c < huge", true)]
    [InlineData("huge > d", true)]
    [InlineData("one == uno", true)]
    [InlineData("one != uno", false)]
    [InlineData("uno >= one", true)]
    [InlineData("one == `1.0`", true)]
    [InlineData("one != `2`", true)]
    [InlineData("a == b", false)]
    [InlineData("c == d", false)]
    [InlineData("c == c", true)]
    [InlineData("ten < `0.2`", true)]
    [InlineData("ten == `0.1`", true)]
    [InlineData("texts[1] < texts[0]", true)]
    [InlineData("one == texts[0]", false)]
    [InlineData("one != texts[0]", true)]
    [InlineData("texts == texts", true)]
    [InlineData("(a < b) == (`1` < `2`)", true)]
    [InlineData("!(b <= a) && a < b", true)]
    public void Each_digit_counts(string expression, bool expected) => Read(expression).ShouldBe(expected ? "true" : "false");

    [Theory]
    [InlineData("rows[?id > `9007199254740992`].n | [0]", "\"x\"")]
    [InlineData("rows[?id < `9007199254740993`].n | [0]", "\"y\"")]
    [InlineData("length(rows[?id >= `9007199254740992`])", "2")]
    [InlineData("{more: b > a, list: [a < b, b < a]}", """{"more":true,"list":[true,false]}""")]
    [InlineData("map(&(id > `9007199254740992`), rows)", "[true,false]")]
    [InlineData("sort_by(rows, &id)[0].n", "\"y\"")]
    [InlineData("one < texts[0]", "null")]
    public void In_filters_lists_and_functions_too(string expression, string expected) => Read(expression).ShouldBe(expected);

    [Theory]
    [InlineData("({0}) == `1`")]
    [InlineData("`1` < ({0})")]
    public void What_a_side_makes_of_its_document_counts_as_before(string comparison) =>
        RunValues.Fault(comparison.Replace("{0}", string.Join(" | ", Enumerable.Repeat("[@,@]", 40)), StringComparison.Ordinal)).ShouldNotBeNull();

    private static string Read(string expression)
    {
        RunValues.Fault(expression).ShouldBeNull();
        return RunValues.Read(JsonElement.Parse(Document), expression).GetRawText();
    }
}
