using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary><c>swarm up --set A=1 --set A=2</c> ended with an unhandled exception of a dictionary.</summary>
public sealed class ASettingGivenTwiceEndedTheHostTests
{
    [Fact]
    public void The_last_counts() =>
        SettingsReader.Read([new("Prefix", "a"), new("prefix", "b")], Path.GetTempPath(), _ => null).Prefix.ShouldBe("b");
}
