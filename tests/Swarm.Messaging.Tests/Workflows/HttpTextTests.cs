using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

public class HttpTextTests
{
    [Theory]
    [InlineData("text/plain", "c3bc", "\u00fc")]
    [InlineData("text/plain; charset=utf-8", "efbbbfc3bc", "\u00fc")]
    [InlineData("text/plain; charset=iso-8859-1", "fc", "\u00fc")]
    [InlineData("text/plain; charset=\"windows-1252\"", "80", "\u20ac")]
    [InlineData("text/plain; charset=utf-16", "fffefc00", "\u00fc")]
    [InlineData("text/plain; charset=nobody-knows-it", "c3bc", "\u00fc")]
    public void It_is_read_in_the_encoding_that_the_answer_names(string type, string hex, string text) =>
        HttpText.Of(Answer(type), Convert.FromHexString(hex)).ShouldBe(text);

    [Theory]
    [InlineData("application/json", "utf-8")]
    [InlineData("application/json; charset=iso-8859-1", "iso-8859-1")]
    public void Json_as_well_with_a_mark_of_its_byte_order_or_in_another_encoding(string type, string encoding)
    {
        byte[] body = [.. Encoding.GetEncoding(encoding).Preamble, .. Encoding.GetEncoding(encoding).GetBytes("{\"name\":\"\u00fcber\"}")];

        var read = HttpExchange.Body(Answer(type), body);

        read.ValueKind.ShouldBe(JsonValueKind.Object);
        read.GetProperty("name").GetString().ShouldBe("\u00fcber");
    }

    private static HttpResponseMessage Answer(string type) => new() { Content = new ByteArrayContent([]) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } } };
}
