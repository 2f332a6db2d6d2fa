using System.Text.Json;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Rest;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>An item of an answer to many that said neither that it was done nor why not was refused for good and written down as not done: a replay did it again.</summary>
public sealed class AnItemOfWhichTheServiceSaidNothingCountedAsNotDoneTests
{
    private static readonly RestBulk Bulk = new(
        new RestCall { Method = "POST", Path = Template.Parse("/bulk") }, JsonTemplate.Parse(JsonElement.Parse("{}")), "/items", "/ok", "/error", 100);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ok":null,"error":null}""")]
    [InlineData("""{"ok":"maybe"}""")]
    [InlineData("null")]
    public void It_is_in_doubt_and_looked_at_again(string item)
    {
        var (result, notDone) = RestRunner.One(Bulk, JsonElement.Parse(item), null);

        result.ShouldBeOfType<AgentResult.Failed>().Error.ShouldSatisfyAllConditions(e => e.Type.ShouldBe("bad_answer"), e => e.Retryable.ShouldBeTrue());
        notDone.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"ok":false}""")]
    [InlineData("""{"ok":false,"error":"no such contact"}""")]
    [InlineData("""{"error":"no such contact"}""")]
    public void What_the_service_refuses_was_not_done(string item)
    {
        var (result, notDone) = RestRunner.One(Bulk, JsonElement.Parse(item), null);

        result.ShouldBeOfType<AgentResult.Failed>().Error.ShouldSatisfyAllConditions(e => e.Type.ShouldBe("refused"), e => e.Retryable.ShouldBeFalse());
        notDone.ShouldBeTrue();
    }
}
