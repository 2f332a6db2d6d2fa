using System.Text;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Agents;

namespace Swarm.Messaging.Tests.Cli.Agents;

public sealed class AgentConfigReaderTests
{
    [Fact]
    public void Read_AllFields_AreUnderstood()
    {
        var config = Read("""
            {"id":"b-1","type":"tester","capacity":3,"specializations":["py"],"tags":["gpu"],
             "commands":[{"operations":["test"],"fileTypes":["py","js"],"command":["sh","-c","exit 0"],"workingDirectory":"/tmp","environment":["PATH"],
                          "set":{"A":"1"},"timeout":"5s","outputLimit":2048,"exitCodes":[0,5],"retryable":true}]}
            """);

        (config.Id, config.Type, config.Capacity).ShouldBe(("b-1", "tester", 3));
        var command = config.Commands.ShouldHaveSingleItem();
        (command.Timeout, command.OutputLimit, command.Retryable, command.WorkingDirectory).ShouldBe((TimeSpan.FromSeconds(5), 2048, true, "/tmp"));
        command.ExitCodes.ShouldBe([0, 5]);
        command.Does("code", "test", "js").ShouldBeTrue();
        command.Does("code", "test", "rs").ShouldBeFalse();
    }

    [Fact]
    public void Read_EverythingWrong_IsToldAtOnce()
    {
        var wrong = Should.Throw<CliException>(() => Read("""
            {"capacity":0,"comands":[],"commands":[{"command":["no-such-program-x","{fiel}"],"workingDirectory":"/no/such","outputLimit":3,"timeout":"soon"},7]}
            """));

        foreach (var part in new[] { "capacity is '0'", "did you mean commands?", "'no-such-program-x'", "'{fiel}'", "'/no/such'", "outputLimit is '3'", "timeout is 'soon'", "commands[1]" })
            wrong.Message.ShouldContain(part);
        wrong.ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public void Read_APairWithoutACommand_IsRefused()
    {
        var wrong = Should.Throw<CliException>(() => Read("""
            {"commands":[{"operations":["test"],"fileTypes":["py"],"command":["sh"]},{"operations":["optimize"],"fileTypes":["rs"],"command":["sh"]}]}
            """));

        wrong.Message.ShouldContain("'py:optimize'");
        wrong.Message.ShouldContain("'rs:test'");
    }

    private static AgentConfig Read(string json) => AgentConfigReader.Read(Encoding.UTF8.GetBytes(json), "agent.json");
}
