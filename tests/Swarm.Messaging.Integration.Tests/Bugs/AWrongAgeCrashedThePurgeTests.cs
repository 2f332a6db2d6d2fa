using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A rule over several options asked for the value of one that had none, and the program ended with a stack.</summary>
public sealed class AWrongAgeCrashedThePurgeTests
{
    [Theory]
    [InlineData("dead-letters purge --older-than 5x", "--older-than is '5x'; it must be a duration such as")]
    [InlineData("submit --kind basic --operation noop --timeout 5x", "--timeout is '5x'; it must be a duration such as")]
    [InlineData("submit --kind basic --operation noop --deadline 99999d", "--deadline is '99999d', which is too long; it must be less than 365d.")]
    [InlineData("submit --kind basic --operation noop --rank 1 --priority high", "--rank and --priority say the same in two ways")]
    [InlineData("submit --kind basic --operation noop --label a=1 --label a=2", "--label a is given 2 times")]
    public async Task It_is_told_in_a_sentence(string line, string said) =>
        (await CliRun.OfAsync(line.Split(' '))).ShouldEnd(ExitCodes.Usage).Error.ShouldContain(said);
}
