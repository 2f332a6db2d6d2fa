using System.Text;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Agents;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A timeout of 0 was accepted, and every command was killed as it began.</summary>
public sealed class AnAgentWithoutTimeKilledEveryCommandTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0ms")]
    [InlineData("0.0001ms")]
    public async Task It_is_refused_on_the_command_line(string timeout) =>
        (await CliRun.OfAsync("agent", "--timeout", timeout, "--", "true")).ShouldEnd(ExitCodes.Usage)
            .Error.ShouldContain($"--timeout is '{timeout}'; it must be more than 0, a duration such as");

    [Fact]
    public void It_is_refused_in_a_file() =>
        Should.Throw<CliException>(() => AgentConfigReader.Read(Encoding.UTF8.GetBytes("""{"commands":[{"command":["sh"],"timeout":"0"}]}"""), "agent.json"))
            .Message.ShouldContain("commands[0].timeout is '0': It must be more than 0");
}
