using System.Text;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Intake;

public sealed class ParsedBodyTests
{
    [Fact]
    public void Plain_JSON_is_the_message()
    {
        var body = Of("""{ "taskId": "a" }""");
        body.Malformed.ShouldBeNull();
        body.Envelope.ShouldBeNull();
        body.Message.GetProperty("taskId").GetString().ShouldBe("a");
    }

    [Fact]
    public void An_envelope_is_taken_off()
    {
        var body = Of("""{ "messageType": ["urn:message:X"], "message": { "taskId": "a" } }""");
        body.Envelope.ShouldNotBeNull();
        body.Message.GetProperty("taskId").GetString().ShouldBe("a");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[1]", "array")]
    [InlineData("\"text\"", "string")]
    [InlineData("{", "not JSON")]
    [InlineData("nonsense", "not JSON")]
    public void What_is_no_object_is_told_why(string body, string why) => Of(body).Malformed.ShouldNotBeNull().ShouldContain(why);

    [Fact]
    public void Broken_UTF8_is_malformed() =>
        ParsedBody.Of(new byte[] { (byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}' }).Malformed.ShouldNotBeNull();

    [Theory]
    [InlineData("7B2261223A22C328227D", "C328227D", "byte 6")]
    [InlineData("7B0A2261223A312C7D", "}", "byte 8")]
    [InlineData("FF", "FF", "byte 0")]
    public void What_is_wrong_is_shown_with_its_place(string hex, string value, string place)
    {
        var fault = ParsedBody.Of(Convert.FromHexString(hex)).Fault.ShouldNotBeNull();

        (fault.Field, fault.Value, fault.Code).ShouldBe(("body", value, "malformed"));
        fault.Rule.ShouldContain(place);
    }

    [Fact]
    public void Ten_thousand_levels_are_malformed() =>
        Of($$"""{"payload":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""").Malformed.ShouldNotBeNull().ShouldContain("64 levels");

    [Fact]
    public void More_than_eight_MiB_are_not_read() =>
        ParsedBody.Of(new byte[ParsedBody.MaxBytes + 1]).Malformed.ShouldNotBeNull().ShouldContain($"{ParsedBody.MaxBytes + 1}");

    private static ParsedBody Of(string body) => ParsedBody.Of(Encoding.UTF8.GetBytes(body));
}
