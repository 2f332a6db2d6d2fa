using Swarm.Messaging.Cli.Arguments;

namespace Swarm.Messaging.Tests.Cli;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("2H", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("7", 7_000)]
    [InlineData("0", 0)]
    public void Parse_Written_IsThatLong(string text, long milliseconds) =>
        Duration.Parse(text).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1w")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("99999999999d")]
    public void Parse_NoDuration_IsNull(string text) => Duration.Parse(text).ShouldBeNull();
}
