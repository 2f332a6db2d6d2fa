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
}
