using System.Text.Json;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// Every JMESPath source, plain paths too, copied its whole document for the evaluator: two hundred of them over a megabyte held up the timers of all hosts, and
/// numbers that were only passed on lost their digits.
/// </summary>
public sealed class EachPathCopiedTheDocumentTests
{
    private const int Length = 900_000;

    private static readonly JsonElement Large = JsonElement.Parse($$$"""{"input":{"k":7,"text":"{{{new string('x', Length)}}}"}}""");

    [Fact]
    public void A_path_copies_nothing()
    {
        var reader = new SourceReader(Large);
        reader.Read("input.k");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 200; i++)
            reader.Read("input.k").GetInt32().ShouldBe(7);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200 * Length / 10);
    }

    [Fact]
    public void What_is_more_than_a_path_copies_once()
    {
        var reader = new SourceReader(Large);
        reader.Read("length(input)");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 50; i++)
            reader.Read("length(input)").GetInt32().ShouldBe(2);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50 * Length / 10);
    }

    [Fact]
    public void All_that_is_evaluated_over_a_document_is_bounded_together()
    {
        var reader = new SourceReader(Large);

        var fault = Should.Throw<NodeConfigurationException>(() =>
        {
            for (var i = 0; i < 1_000; i++)
                reader.Read("length(input)");
        });

        fault.Message.ShouldContain("could make more than 128 MB");
        reader.Read("input.k").GetInt32().ShouldBe(7);
    }

    [Theory]
    [InlineData("3.14159265358979323846")]
    [InlineData("9007199254740993.5")]
    [InlineData("1.10")]
    [InlineData("1e-400")]
    [InlineData("1E5")]
    public void A_number_at_a_path_keeps_its_digits(string number)
    {
        var document = JsonElement.Parse($$$"""{"input":{"g":{{{number}}}}}""");

        RunValues.Read(document, "input.g").GetRawText().ShouldBe(number);
        RunValues.Read(document, "@").GetRawText().ShouldBe(document.GetRawText());
    }

    [Theory]
    [InlineData("3.14159265358979323846")]
    [InlineData("9007199254740993.5")]
    [InlineData("1.10")]
    [InlineData("12345678901234567890")]
    public void Fractions_and_large_numbers_keep_their_digits_through_an_expression(string number) =>
        RunValues.Read(JsonElement.Parse($$$"""{"input":{"g":{{{number}}}}}"""), "[input.g]").GetRawText().ShouldBe($"[{number}]");

    [Fact]
    public void A_whole_number_of_any_length_is_calculated_with() =>
        RunValues.Read(JsonElement.Parse("""{"input":{"big":12345678901234567890}}"""), "avg([input.big])").GetRawText().ShouldBe("12345678901234567890");
}
