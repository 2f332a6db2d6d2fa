using System.Text.Json;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Of two fields of one name in the input of a CRM task the last was done, and nobody was told.</summary>
public sealed class AnInputWithAFieldGivenTwiceLostOneOfTheTwoTests
{
    [Theory]
    [InlineData("""{"tag":"a","tag":"b"}""", "input.tag")]
    [InlineData("""{"contact":{"email":"a","email":"b"}}""", "input.contact.email")]
    [InlineData("""{"list":[{"id":1},{"id":1,"id":2}]}""", "input.list[1].id")]
    public void It_is_refused_with_its_name(string input, string field)
    {
        var found = new List<Violation>();

        CrmReader.Task(JsonElement.Parse($$"""{"operation":"tag_add","input":{{input}}}"""), "", found);

        found.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Fact]
    public void One_name_in_several_objects_is_none_twice()
    {
        var found = new List<Violation>();

        CrmReader.Task(JsonElement.Parse("""{"operation":"tag_add","input":{"id":1,"a":{"id":1},"list":[{"id":1},{"id":1}]}}"""), "", found);

        found.ShouldBeEmpty();
    }
}
