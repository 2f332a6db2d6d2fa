using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Half of a surrogate pair is JSON to a parser and nothing that can be written: the submission ended with a stack.</summary>
public sealed class HalfACharacterInAPayloadCrashedTheVerbTests
{
    private static readonly CliConsole Console = new(TextWriter.Null, TextWriter.Null, () => Stream.Null);

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\uDC00":1}""")]
    [InlineData("""["\ud800\u0041"]""")]
    public async Task It_is_refused_as_the_host_would(string text)
    {
        var refusal = await Should.ThrowAsync<RejectedException>(() => PayloadArgument.ReadAsync(text, Console, CancellationToken.None));

        refusal.Message.ShouldContain("half of a surrogate pair");
    }

    [Fact]
    public async Task A_whole_pair_is_taken() =>
        (await PayloadArgument.ReadAsync("""{"a":"\ud83d\ude00"}""", Console, CancellationToken.None)).IsEmpty.ShouldBeFalse();
}
