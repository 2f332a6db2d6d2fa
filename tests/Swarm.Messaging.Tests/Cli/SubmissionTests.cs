using System.Text;
using System.Text.Json;
using Swarm.Messaging.Cli.Commands;

namespace Swarm.Messaging.Tests.Cli;

public sealed class SubmissionTests
{
    [Theory]
    [InlineData("""{"kind":"basic"}""", false)]
    [InlineData("""{"payload":{"tasks":[]}}""", false)]
    [InlineData("""{"tasks":[]}""", true)]
    [InlineData("""  [{"kind":"basic"}]""", true)]
    [InlineData("{ broken", false)]
    [InlineData("", false)]
    public void OfFile_Content_IsOneTaskOrMany(string content, bool isBulk) =>
        Submission.OfFile(Encoding.UTF8.GetBytes(content)).IsBulk.ShouldBe(isBulk);

    [Fact]
    public void OfFile_List_BecomesTheTasksOfAMessage()
    {
        var submission = Submission.OfFile("[1,2]"u8.ToArray());

        JsonElement.Parse(submission.Body.Span).GetProperty("tasks").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Parts_OfMoreThanACommandMayHave_AreSeveralCommandsInOrder()
    {
        var submission = Submission.OfFile(JsonSerializer.SerializeToUtf8Bytes(new { tasks = Enumerable.Range(0, 2_001).ToArray(), client = "acme" }));

        var parts = submission.Parts(1_000).Select(p => JsonElement.Parse(p.Span)).ToList();

        parts.Select(p => p.GetProperty("tasks").GetArrayLength()).ShouldBe([1_000, 1_000, 1]);
        parts.SelectMany(p => p.GetProperty("tasks").EnumerateArray()).Select(t => t.GetInt32()).ShouldBe(Enumerable.Range(0, 2_001));
        parts.ShouldAllBe(p => p.GetProperty("client").GetString() == "acme");
    }

    [Theory]
    [InlineData("""{"tasks":[1,2],"client":"a"}""")]
    [InlineData("""{"tasks":7}""")]
    [InlineData("""{"tasks":[1,2,3],"tasks":[1,2,3]}""")]
    [InlineData("[1,")]
    public void Parts_OfWhatFitsOrIsWrong_AreItselfAsItIs(string content)
    {
        var submission = Submission.OfFile(Encoding.UTF8.GetBytes(content));

        submission.Parts(2).ShouldHaveSingleItem().ToArray().ShouldBe(submission.Body.ToArray());
    }
}
