using System.Text.Json;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class RunValuesTests
{
    private static readonly JsonElement Document = JsonElement.Parse(
        """{"input":{"user":"ann","at":"2026-01-02T03:04:05Z"},"results":{"fetch":{"items":[{"id":1},{"id":2}],"a/b":{"m~n":true},"empty":[]}}}""");

    [Theory]
    [InlineData("/input/user", "\"ann\"")]
    [InlineData("/results/fetch/items/1/id", "2")]
    [InlineData("/results/fetch/a~1b/m~0n", "true")]
    [InlineData("/results/nobody", "null")]
    [InlineData("/results/fetch/items/7", "null")]
    [InlineData("/results/fetch/items/0/id", "1")]
    [InlineData("/results/fetch/items/01", "null")]
    [InlineData("input.user", "\"ann\"")]
    [InlineData("results.fetch.items[*].id", "[1,2]")]
    [InlineData("results.fetch.items[?id > `1`].id | [0]", "2")]
    [InlineData("length(results.fetch.items)", "2")]
    [InlineData("input.at", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("results.nobody.body", "null")]
    [InlineData("results.fetch.items[0].id", "1")]
    [InlineData("results.fetch.items[-1].id", "2")]
    [InlineData("results.fetch.items[-3].id", "null")]
    [InlineData("results.fetch.items.id", "null")]
    [InlineData("input.user[0]", "null")]
    [InlineData("input.user.length", "null")]
    [InlineData("@.input.user", "\"ann\"")]
    [InlineData("results.fetch.\"a/b\".\"m~n\"", "true")]
    [InlineData("{user: input.user, ids: results.fetch.items[*].id}", "{\"user\":\"ann\",\"ids\":[1,2]}")]
    [InlineData("results.fetch.items[*].{n: id, same: id} | [*].{a: n, b: same}", "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":2}]")]
    public void A_pointer_or_an_expression_gives_a_value(string source, string value)
    {
        RunValues.Fault(source).ShouldBeNull();
        RunValues.Read(Document, source).GetRawText().ShouldBe(value);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1E+999")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("9223372036854775807")]
    public void A_number_that_is_only_passed_on_keeps_its_digits(string number)
    {
        var document = JsonElement.Parse($$$"""{"input":{"n":{{{number}}},"list":[{"n":{{{number}}}}]}}""");

        RunValues.Read(document, "input.n").GetRawText().ShouldBe(number);
        RunValues.Read(document, "input.list").GetRawText().ShouldBe($$$"""[{"n":{{{number}}}}]""");
        RunValues.Read(document, "/input/n").GetRawText().ShouldBe(number);
    }

    [Theory]
    [InlineData("input.large[0] + input.large[1]")]
    [InlineData("{a: [input.large[0] - input.less]}")]
    public void What_grows_beyond_every_number_is_an_error_and_no_word(string source)
    {
        var document = JsonElement.Parse("""{"input":{"large":[1.7e308,1.7e308],"less":-1.7e308}}""");

        Should.Throw<NodeConfigurationException>(() => RunValues.Read(document, source)).Type.ShouldBe("bad_expression");
    }

    [Theory]
    [InlineData("results.fetch.items[")]
    [InlineData("")]
    [InlineData("a b")]
    public void What_is_neither_is_told(string source) => RunValues.Fault(source).ShouldNotBeNull();

    [Theory]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", false)]
    [InlineData("{}", false)]
    [InlineData("0", true)]
    [InlineData("\"no\"", true)]
    public void What_is_empty_is_not_true(string value, bool isTrue) => RunValues.IsTrue(JsonElement.Parse(value)).ShouldBe(isTrue);

    [Fact]
    public void References_in_a_configuration_are_replaced_wherever_they_stand()
    {
        var configuration = JsonElement.Parse("""{"url":{"$from":"input.user"},"list":[{"deep":{"$from":"/results/fetch/items/0/id"}}],"plain":1}""");

        References.Resolve(configuration, Document).GetRawText().ShouldBe("""{"url":"ann","list":[{"deep":1}],"plain":1}""");
        References.All(configuration, "configuration").Select(r => r.Path).ShouldBe(["configuration.url", "configuration.list[0].deep"]);
    }
}
