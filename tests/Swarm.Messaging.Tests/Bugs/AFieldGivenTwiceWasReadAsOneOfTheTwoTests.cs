using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Of two fields of one name the last counted, and nobody was told.</summary>
public sealed class AFieldGivenTwiceWasReadAsOneOfTheTwoTests
{
    [Theory]
    [InlineData("""{"kind":"basic","kind":"code"}""", "kind")]
    [InlineData("""{"labels":{"a":"1","a":"2"}}""", "labels.a")]
    [InlineData("""{"retry":{"preset":"none","preset":"wasm"}}""", "retry.preset")]
    public void It_is_refused(string json, string field)
    {
        var found = new List<Violation>();

        CommandReader.SubmitTask(JsonElement.Parse(json), "", found);

        found.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Fact]
    public void Inside_a_payload_it_is_the_operations_affair()
    {
        var found = new List<Violation>();

        CommandReader.SubmitTask(JsonElement.Parse("""{"payload":{"a":1,"a":2}}"""), "", found);

        found.ShouldBeEmpty();
    }
}
