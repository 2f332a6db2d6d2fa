using System.Net.Sockets;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class TransientErrorsTests
{
    [Theory]
    [InlineData(null, "connect ETIMEDOUT 10.0.0.1:80", true)]
    [InlineData("ECONNRESET", "broken", true)]
    [InlineData(null, "The service answered 503.", true)]
    [InlineData(null, "Too Many Requests", true)]
    [InlineData(null, "order 1503 is unknown", false)]
    [InlineData(null, "a syntax error", false)]
    public void A_code_or_a_word_says_that_another_attempt_may_help(string? code, string message, bool may) => TransientErrors.Is(code, message).ShouldBe(may);

    [Fact]
    public void An_exception_has_the_code_of_its_cause() =>
        TransientErrors.Code(new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused))).ShouldBe("ECONNREFUSED");
}
