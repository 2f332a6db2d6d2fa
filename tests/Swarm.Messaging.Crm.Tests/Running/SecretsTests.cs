using System.Text.Json;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Running;

public sealed class SecretsTests
{
    private static readonly Secrets Known = Of(new { user = "ada@example.test", password = "p&ss w\"rd", token = "tok-1", keys = new object[] { "key-123456", 987654 }, pin = "123", own = "acme" });

    [Theory]
    [InlineData("Password 'p&ss w\"rd' is wrong", "Password '***' is wrong")]
    [InlineData("Bearer tok-1", "Bearer ***")]
    [InlineData("/login?p=p%26ss%20w%22rd", "/login?p=***")]
    [InlineData("/login?p=p%26ss+w%22rd", "/login?p=***")]
    [InlineData("{\"error\":\"p&ss w\\\"rd\"}", "{\"error\":\"***\"}")]
    [InlineData("<p>p&amp;ss w&quot;rd</p>", "<p>***</p>")]
    [InlineData("ada@example.test and 987654 and key-123456", "*** and *** and ***")]
    public void Hide_AValueInAnyForm_IsReplaced(string text, string shown)
    {
        Known.Hide(text).ShouldBe(shown);
        Known.IsIn(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData("123 of acme")]
    [InlineData("nothing of it")]
    public void Hide_ShortValuesAndTheClientItself_StayAsTheyAre(string text)
    {
        Known.Hide(text).ShouldBe(text);
        Known.IsIn(text).ShouldBeFalse();
    }

    [Fact]
    public void Hide_AValueInsideALongerOne_TakesTheLongerOne() => Of(new { a = "abcd", b = "abcd-efgh" }).Hide("abcd-efgh abcd").ShouldBe("*** ***");

    [Fact]
    public void And_OfOldAndNew_HidesBoth() => Of(new { token = "old-1" }).And(Of(new { token = "new-1" })).Hide("old-1 new-1").ShouldBe("*** ***");

    [Fact]
    public void Hide_OfAResult_ChangesWhatItSays()
    {
        var failed = AgentResult.Fail("refused", "tok-1 is wrong");
        Known.Hide(failed).ShouldBeOfType<AgentResult.Failed>().Error.Message.ShouldBe("*** is wrong");
        Hidden(new { text = "a tok-1", list = new object[] { "p&ss w\"rd", 5, new { deep = "<b>p&amp;ss w&quot;rd</b>" } }, number = 987654, no = (string?)null })
            .ShouldBe("""{"text":"a ***","list":["***",5,{"deep":"\u003Cb\u003E***\u003C/b\u003E"}],"number":987654,"no":null}""");
        Hidden(new Dictionary<string, int> { ["tok-1"] = 1, ["key-123456"] = 2, ["other"] = 3 }).ShouldBe("""{"***":1,"****":2,"other":3}""");
        Hidden(new { text = "<nothing> of it" }).ShouldBe("""{"text":"\u003Cnothing\u003E of it"}""");
    }

    private static string Hidden(object result) => Known.Hide(AgentResult.Ok(result)).ShouldBeOfType<AgentResult.Succeeded>().Result!.Value.GetRawText();

    private static Secrets Of(object credentials) => Secrets.Of("acme", JsonSerializer.SerializeToElement(credentials));
}
