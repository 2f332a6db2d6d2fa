using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The address of a broker could not be parsed as an option, so every agent and every measurement over one ended with a stack.</summary>
public sealed class AnAgentWithABrokerCrashedTests
{
    [Theory]
    [InlineData("agent --broker http://localhost -- true", "--broker is http://..., which is not an address of the form amqp://")]
    [InlineData("agent --broker localhost -- true", "--broker is not an address of the form amqp://")]
    [InlineData("bench tasks --broker http://localhost", "--broker is http://..., which is not an address of the form amqp://")]
    [InlineData("bench tasks --broker secret", "--broker is not an address of the form amqp://")]
    public async Task A_wrong_address_is_told_in_a_sentence(string line, string said)
    {
        var run = (await CliRun.OfAsync(line.Split(' '))).ShouldEnd(ExitCodes.Usage);

        run.Error.ShouldContain(said);
        run.Error.ShouldNotContain("secret");
        run.Error.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("agent --broker amqp://user:password@localhost:5672/vhost -- no-such-program-here")]
    [InlineData("agent --broker amqps://localhost -- no-such-program-here")]
    public async Task A_right_one_is_taken(string line)
    {
        var run = (await CliRun.OfAsync(line.Split(' '))).ShouldEnd(ExitCodes.Usage);

        // The next thing that is wrong.
        run.Error.ShouldContain("There is no such program");
        run.Error.ShouldNotContain("--broker");
    }
}
