using System.Text.Json;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// <c>max</c>, <c>min</c>, <c>max_by</c>, <c>min_by</c> and <c>avg</c> went by doubles, and <c>sum</c> did as soon as one number was written <c>x.0</c> or with an exponent: what came out
/// was another entry than the largest one, or a number that is in no list. With <c>1e400</c> a comparison was null, and other functions failed in words of the runtime.
/// </summary>
public sealed class TheLargestOfLongNumbersWasAnotherTests
{
    private const string Document = """
        {"objs":[{"id":9007199254740993,"v":1},{"id":9007199254740992,"v":2}],"mix":[9007199254740993,0.5],"long":[123456789012345678901234567890,1],"e4":[1e400,1],"e":1e400,"l":1,
         "tiny":1e-400,"tinier":1e-401,"tenths":[0.1,0.2,0.3],"many":0.12345678901234567890123456789012345678901234567890,"days":[{"d":"2026-01-02"},{"d":"2026-01-10"}],
         "texts":[{"n":"9"},{"n":"10"}],"far":1e999999999,"farther":-1e999999999999,"nested":[{"n":[1.0]}],"dated":"2026-01-02T03:04:05Z"}
        """;

    [Theory]
    [InlineData("max_by(objs, &id).v", "1")]
    [InlineData("min_by(objs, &id).v", "2")]
    [InlineData("max(mix)", "9007199254740993")]
    [InlineData("min(mix)", "0.5")]
    [InlineData("contains(mix, max(mix))", "true")]
    [InlineData("max(long)", "123456789012345678901234567890")]
    [InlineData("min(long)", "1")]
    [InlineData("max(e4)", "1e400")]
    [InlineData("max(`[9223372036854775807, 9223372036854775808.0]`)", "9223372036854775808.0")]
    [InlineData("min(`[2, 1.50]`)", "1.50")]
    [InlineData("max(`[]`)", "null")]
    [InlineData("max_by(`[]`, &id)", "null")]
    [InlineData("max(['b','a'])", "\"b\"")]
    [InlineData("max_by(days, &d).d", "\"2026-01-10\"")]
    [InlineData("max_by(texts, &n).n", "\"10\"")]
    public void The_largest_and_the_least_are_entries_as_they_stand(string expression, string expected) => Read(expression).ShouldBe(expected);

    [Theory]
    [InlineData("sum([`9007199254740993`,`1e0`])", "9007199254740994")]
    [InlineData("sum([`9007199254740993`,`-9007199254740992.0`])", "1")]
    [InlineData("sum([`9007199254740993`,`0.5`])", "9007199254740993.5")]
    [InlineData("sum(tenths)", "0.6")]
    [InlineData("sum(long)", "123456789012345678901234567891")]
    [InlineData("sum([`1e308`,`1e308`])", "2e308")]
    [InlineData("sum([`1e-7`,`2e-7`])", "3e-7")]
    [InlineData("sum(`[]`)", "0")]
    [InlineData("sum(`[-1.25, 1]`)", "-0.25")]
    [InlineData("avg([`9007199254740993`,`9007199254740995`])", "9007199254740994")]
    [InlineData("avg(long)", "61728394506172839450617283945.5")]
    [InlineData("avg(`[1,2,2]`)", "1.6666666666666667")]
    [InlineData("avg(`[1,2]`)", "1.5")]
    [InlineData("avg(`[]`)", "null")]
    [InlineData("floor(`-9007199254740993.5`)", "-9007199254740994")]
    [InlineData("ceil(`9007199254740993.5`)", "9007199254740994")]
    [InlineData("ceil(tiny)", "1")]
    [InlineData("floor(tiny)", "0")]
    [InlineData("abs(`-1.50`)", "1.5")]
    [InlineData("floor(e)", "1e400")]
    [InlineData("floor(`2.0`)", "2")]
    public void Sums_and_what_is_made_of_them_are_exact(string expression, string expected) => Read(expression).ShouldBe(expected);

    [Theory]
    [InlineData("e > l", "true")]
    [InlineData("l < e", "true")]
    [InlineData("e == `1e400`", "true")]
    [InlineData("e < `1e401`", "true")]
    [InlineData("far > e", "true")]
    [InlineData("farther < `-1e999999999`", "true")]
    [InlineData("tiny > `0`", "true")]
    [InlineData("tiny == tinier", "false")]
    [InlineData("many > `0.12345678901234567890123456789012345678901234567889`", "true")]
    [InlineData("`1e-17` == `2e-17`", "false")]
    [InlineData("nested == `[{\"n\":[1]}]`", "true")]
    [InlineData("contains(`[1]`, `1.0`)", "true")]
    [InlineData("dated == '2026-01-02T03:04:05Z'", "true")]
    [InlineData("sort_by(`[{\"n\":1e401},{\"n\":1e400}]`, &n)[0].n", "1e400")]
    [InlineData("e4[?@ > `1`] | [0]", "1e400")]
    public void Numbers_of_any_size_are_compared(string expression, string expected) => Read(expression).ShouldBe(expected);

    [Theory]
    [InlineData("to_string(e)", "\"1e400\"")]
    [InlineData("to_string(e4)", "\"[1e400,1]\"")]
    [InlineData("to_string(many)", "\"0.12345678901234567890123456789012345678901234567890\"")]
    [InlineData("type(e)", "\"number\"")]
    [InlineData("to_number('9007199254740993.5')", "9007199254740993.5")]
    [InlineData("to_number('1e400')", "1e400")]
    [InlineData("to_number('abc')", "null")]
    [InlineData("to_number('NaN')", "null")]
    [InlineData("[many, e4, {m: many}] | [2].m", "0.12345678901234567890123456789012345678901234567890")]
    [InlineData("`{\"a\": \"1.5 \\u0000\", \"b\": 1.50}`", "{\"a\":\"1.5 \\u0000\",\"b\":1.50}")]
    [InlineData("l + `1`", "2.0")]
    public void What_is_passed_on_keeps_its_digits(string expression, string expected) => Read(expression).ShouldBe(expected);

    [Theory]
    [InlineData("e * `2`", "overflow")]
    [InlineData("to_number('1e400') - e", "illegal arithmetic")]
    [InlineData("max([`1`,'a'])", "function max goes by numbers alone or by texts alone")]
    [InlineData("avg(['a'])", "function avg expects an array of numbers")]
    [InlineData("sum([far, l])", "1000 places apart")]
    [InlineData("abs('a')", "function abs expects a number")]
    public void What_cannot_be_calculated_is_told_in_words_of_the_language(string expression, string expected)
    {
        var told = Should.Throw<NodeConfigurationException>(() => Read(expression)).Message;

        told.ShouldContain(expected);
        told.ShouldNotContain("method");
        told.ShouldNotEndWith("..");
    }

    [Fact]
    public void A_number_that_is_too_long_to_be_calculated_with_is_passed_on_all_the_same()
    {
        var number = new string('7', 1_001);
        var document = JsonElement.Parse($$"""{"n":{{number}}}""");

        RunValues.Read(document, "[n]").GetRawText().ShouldBe($"[{number}]");
        Should.Throw<NodeConfigurationException>(() => RunValues.Read(document, "n > `1`")).Message.ShouldContain("1001 digits");
    }

    private static string Read(string expression)
    {
        RunValues.Fault(expression).ShouldBeNull();
        return RunValues.Read(JsonElement.Parse(Document), expression).GetRawText();
    }
}
