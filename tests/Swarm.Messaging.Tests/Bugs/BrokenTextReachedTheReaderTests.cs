using System.Text;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Text that is no text was found only when a field was read, as an exception instead of a rejection.</summary>
public sealed class BrokenTextReachedTheReaderTests
{
    [Theory]
    [InlineData("""{ "taskId": "\ud800" }""")]
    [InlineData("""{ "taskId": "\uDC00x" }""")]
    [InlineData("""{ "\ud800": 1 }""")]
    [InlineData("""{ "payload": { "deep": ["\udfff"] } }""")]
    public void Half_a_surrogate_pair_is_malformed(string body) =>
        ParsedBody.Of(Encoding.UTF8.GetBytes(body)).Malformed.ShouldNotBeNull().ShouldContain("surrogate");

    [Fact]
    public void A_whole_pair_is_not() =>
        ParsedBody.Of(Encoding.UTF8.GetBytes("""{ "taskId": "\ud83d\ude00" }""")).Malformed.ShouldBeNull();

    [Fact]
    public void Bytes_that_are_no_UTF8_inside_a_text_are_malformed() =>
        ParsedBody.Of((byte[])[.. "{\"taskId\":\""u8, 0xff, .. "\"}"u8]).Malformed.ShouldNotBeNull().ShouldContain("UTF-8");
}
