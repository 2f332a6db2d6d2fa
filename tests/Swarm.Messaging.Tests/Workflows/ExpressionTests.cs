using System.Text.Json;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Workflows;

/// <summary>Numbers of everyday: times in milliseconds, ids of 64 bits. The library sorts whole numbers in 32 bits, rounds a fraction that stands behind one, and takes an index that it cannot hold for 0.</summary>
public sealed class ExpressionTests
{
    private const string Document = """
        {"t":[1795778990000,1795778980000],"mixed":[1,3.5,2,2.25],"ids":[9007199254740993,9007199254740992],"big":[92233720368547758080,1],"o":[{"at":1795778990000,"n":1},{"at":1795778980000,"n":2}],
         "same":[{"k":1,"n":1},{"k":1.0,"n":2},{"k":0,"n":3}],"texts":["b","\ud83d\ude00","\uffee","a"],"l":[3,1,2],"f":1e20,"g":-1795778990000,"h":2.5,"none":[]}
        """;

    [Theory]
    [InlineData("sort(t)", "[1795778980000,1795778990000]")]
    [InlineData("sort(mixed)", "[1,2,2.25,3.5]")]
    [InlineData("sort(ids)", "[9007199254740992,9007199254740993]")]
    [InlineData("sort(big)", "[1,92233720368547758080]")]
    [InlineData("sort(none)", "[]")]
    [InlineData("sort_by(o,&at)[*].n", "[2,1]")]
    [InlineData("sort_by(same,&k)[*].n", "[3,1,2]")]
    [InlineData("sort(texts)[0]", "\"a\"")]
    [InlineData("sort(texts)[-1]", "\"\ud83d\ude00\"")]
    [InlineData("sum([ids[0]])", "9007199254740993")]
    [InlineData("sum(ids)", "18014398509481985")]
    [InlineData("sum(big)", "92233720368547758081")]
    [InlineData("sum(mixed)", "8.75")]
    [InlineData("sum(none)", "0")]
    [InlineData("abs(g)", "1795778990000")]
    [InlineData("floor(h)", "2")]
    [InlineData("ceil(h)", "3")]
    [InlineData("floor(ids[0])", "9007199254740993")]
    [InlineData("floor(f) == f", "true")]
    public void Whatever_its_length_a_number_is_reckoned_with(string expression, string expected) =>
        JsonElement.DeepEquals(RunValues.Read(JsonElement.Parse(Document), expression), JsonElement.Parse(expected)).ShouldBeTrue(RunValues.Read(JsonElement.Parse(Document), expression).GetRawText());

    [Theory]
    [InlineData("l[9999999999]")]
    [InlineData("l[-9999999999]")]
    [InlineData("l[2147483648]")]
    [InlineData("l[0:9999999999]")]
    [InlineData("l[9999999999:]")]
    [InlineData("l[?@ > `1`] | [99999999999]")]
    public void An_index_beyond_any_list_is_refused(string expression)
    {
        RunValues.Fault(expression).ShouldNotBeNull().ShouldContain("is no index");
        Should.Throw<NodeConfigurationException>(() => RunValues.Read(JsonElement.Parse(Document), expression)).Message.ShouldContain("is no index");
    }

    [Theory]
    [InlineData("l[2147483647]")]
    [InlineData("a9999999999999")]
    [InlineData("l[?@ == `9999999999999`]")]
    [InlineData("contains('9999999999999', '9')")]
    [InlineData("\"9999999999999\"")]
    [InlineData("'it\\'s 9999999999999'")]
    public void A_number_in_a_name_or_in_quotes_is_no_index(string expression) => RunValues.Fault(expression).ShouldBeNull();

    [Theory]
    [InlineData("sort([`1`,'a'])")]
    [InlineData("sort_by(o,&missing)")]
    [InlineData("sum(texts)")]
    [InlineData("floor(texts)")]
    [InlineData("sort(h)")]
    public void What_cannot_be_reckoned_with_says_so(string expression) =>
        Should.Throw<NodeConfigurationException>(() => RunValues.Read(JsonElement.Parse(Document), expression)).Message.ShouldContain("invalid-type");
}
