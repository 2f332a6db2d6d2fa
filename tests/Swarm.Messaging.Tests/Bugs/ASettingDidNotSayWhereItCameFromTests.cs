using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Configuration;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary><c>swarm config</c> compared values: what the file, the environment and the command line say was all the same, and what they say as it is by default was said by nobody.</summary>
public sealed class ASettingDidNotSayWhereItCameFromTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sources").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Memory:WarningMb", ConfigurationSources.File)]
    [InlineData("Memory:CriticalMb", ConfigurationSources.CommandLine)]
    [InlineData("Workflows:Databases", ConfigurationSources.File)]
    [InlineData("Swarms:SwarmTtl", ConfigurationSources.Environment)]
    [InlineData("Tasks:Retention", ConfigurationSources.CommandLine)]
    [InlineData("Redis:Configuration", ConfigurationSources.CommandLine)]
    [InlineData("Http:Token", ConfigurationSources.File)]
    [InlineData("Http:Listen", ConfigurationSources.File)]
    [InlineData("Prefix", ConfigurationSources.File)]
    [InlineData("Redis:KeyPrefix", null)]
    [InlineData("Memory:Window", null)]
    [InlineData("Workflows", ConfigurationSources.File)]
    [InlineData("Work", null)]
    public void Each_is_of_what_said_it_last(string setting, string? source)
    {
        File.WriteAllText(Path.Combine(folder, SettingsReader.FileName), """
            {"Swarm":{"Prefix":"a","Token":"a-token-of-the-tests-that-is-long-enough","Listen":"127.0.0.1:0","Memory":{"WarningMb":400,"CriticalMb":900},"Workflows":{"Databases":{"crm":"sqlite:Data Source=x"}},
             "Redis":{"KeyPrefix":"b"},"Tasks":{"Retention":"1d"}}}
            """);

        var settings = SettingsReader.Read(
            [new("memory:criticalmb", "1000"), new("Redis", "127.0.0.1:6379"), new("Tasks:Retention", "2d"), new("Data", null)], folder, name => name == ServiceEnvironment.Ttl ? "60" : null);

        settings.Sources.ShouldNotBeNull().Of(setting).ShouldBe(source);
    }

    [Fact]
    public void Of_a_broker_everything_is_shown_but_what_lets_one_in()
    {
        var basics = new HostBasics();

        basics.Take(new HostSettings { Broker = new Uri("amqps://me:hunter2@rabbit.example:5671/v?token=hunter2") });

        basics.Broker.ShouldBe("amqps://me:***@rabbit.example:5671/v?***");
    }
}
