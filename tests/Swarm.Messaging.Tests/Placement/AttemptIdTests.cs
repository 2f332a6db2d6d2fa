using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Placement;

public sealed class AttemptIdTests
{
    [Theory]
    [InlineData("a#0.1", "a", 0, 1)]
    [InlineData("a#2.3@17", "a", 2, 3)]
    [InlineData("a.b-c_d#0.100@1", "a.b-c_d", 0, 100)]
    public void A_token_names_its_attempt(string text, string task, int run, int number)
    {
        AttemptId.TryParse(text, out var attempt).ShouldBeTrue();
        attempt.ShouldBe(new AttemptId(task, run, number));
    }

    [Fact]
    public void It_is_read_as_it_is_written()
    {
        var attempt = new AttemptId("t.1", 3, 4);
        AttemptId.TryParse(attempt.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(attempt);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("#0.1")]
    [InlineData("a#0")]
    [InlineData("a#.1")]
    [InlineData("a#0.")]
    [InlineData("a.b#1")]
    [InlineData("a#-1.1")]
    [InlineData("a#0.1x")]
    [InlineData("a#99999999999.1")]
    public void Anything_else_is_none(string? text) => AttemptId.TryParse(text, out _).ShouldBeFalse();
}
