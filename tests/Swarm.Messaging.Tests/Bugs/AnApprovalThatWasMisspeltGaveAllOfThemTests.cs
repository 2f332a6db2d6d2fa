using System.Text.Json;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>ApproveTask without a readable <c>approval</c> meant all that are open: a slip of the pen approved what nobody had looked at.</summary>
public sealed class AnApprovalThatWasMisspeltGaveAllOfThemTests
{
    [Theory]
    [InlineData("""{"taskId":"t"}""", "approval")]
    [InlineData("""{"taskId":"t","approval":null}""", "approval")]
    [InlineData("""{"taskId":"t","approval":""}""", "approval")]
    [InlineData("""{"taskId":"t","aproval":"legal"}""", "aproval")]
    public void It_is_refused(string json, string field)
    {
        var found = new List<Violation>();

        _ = CrmReader.Approve(JsonElement.Parse(json), found);

        found.Select(v => v.Field).ShouldContain(field);
    }

    [Theory]
    [InlineData("legal", "legal")]
    [InlineData("*", null)]
    public void One_is_named_and_all_have_a_word_of_their_own(string said, string? meant)
    {
        var found = new List<Violation>();

        CrmReader.Approve(JsonElement.Parse($$"""{"taskId":"t","approval":"{{said}}"}"""), found).Approval.ShouldBe(meant);

        found.ShouldBeEmpty();
    }
}
