using System.Text.Json;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Lists of two, each applied to the one before: forty of them are 2^40 documents. The evaluator has no bound and does not hear of a time that is over.</summary>
public sealed class AShortExpressionTookAllMemoryTests
{
    private static readonly JsonElement Document = JsonElement.Parse("""{"list":[{"id":1},{"id":2}]}""");

    [Theory]
    [InlineData("[@,@]", " | ", 40)]
    [InlineData("{a:@,b:@}", ".", 40)]
    [InlineData("map(&[@,@], @)", " | ", 40)]
    [InlineData("[*].[@,@,@]", " | ", 30)]
    [InlineData("(list || [@,@,@,@])", " | ", 30)]
    public void What_multiplies_without_bound_is_refused_when_it_is_submitted(string step, string by, int times) =>
        RunValues.Fault(string.Join(by, Enumerable.Repeat(step, times)))!.ShouldContain("multiply");

    [Theory]
    [InlineData("pad_left('a', `2000000000`, ' ')")]
    [InlineData("let $x = @ in [$x,$x] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@] | [@,@]")]
    public void So_is_what_the_language_has_for_the_purpose(string source) => RunValues.Fault(source).ShouldNotBeNull();

    [Fact]
    public void What_is_too_much_for_the_document_only_is_told_when_it_is_met()
    {
        var source = string.Join(" | ", Enumerable.Repeat("[@,@]", 10));
        var large = JsonElement.Parse($"[{string.Join(',', Enumerable.Range(0, 50_000))}]");

        RunValues.Fault(source).ShouldBeNull();
        RunValues.Read(Document, source).GetArrayLength().ShouldBe(2);
        Should.Throw<NodeConfigurationException>(() => RunValues.Read(large, source)).Message.ShouldContain("more than 64 MB");
    }

    [Fact]
    public void Each_entry_may_begin_at_the_whole_document_only_while_that_is_small()
    {
        var large = JsonElement.Parse($$"""{"list":[{{string.Join(',', Enumerable.Range(0, 50_000))}}]}""");

        RunValues.Read(Document, "list[*].[$.list[0].id, id]").GetRawText().ShouldBe("[[1,1],[1,2]]");
        Should.Throw<NodeConfigurationException>(() => RunValues.Read(large, "list[*].[$]")).Message.ShouldContain("more than 64 MB");
    }
}
