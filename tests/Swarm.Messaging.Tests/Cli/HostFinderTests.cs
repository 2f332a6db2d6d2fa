using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Tests.Cli;

public sealed class HostFinderTests : IDisposable
{
    private readonly TempFolder folder = new("hosts");

    public void Dispose() => folder.Dispose();

    private static string? Environment(string name) => name == HostFinder.HostVariable ? "here:81" : name == HostFinder.TokenVariable ? "secret" : null;

    [Theory]
    [InlineData("http://127.0.0.1:1", null, " --host http://127.0.0.1:1")]
    [InlineData(null, "there", " --data there")]
    [InlineData(null, null, "")]
    public void A_command_to_type_next_names_the_host_as_it_was_given(string? host, string? data, string shown) => new HostChoice(host, "token", data).Shown.ShouldBe(shown);

    [Fact]
    public void Find_HostNamed_WinsOverTheEnvironment() =>
        HostFinder.Find(new("http://there:80", "mine", null), Environment).ShouldBe(new HostAddress(new Uri("http://there:80"), "mine", "--host") { TokenSource = "--token" });

    [Fact]
    public void Find_Environment_GivesHostAndToken() =>
        HostFinder.Find(new(null, null, null), Environment).ShouldBe(new HostAddress(new Uri("http://here:81"), "secret", HostFinder.HostVariable) { TokenSource = HostFinder.TokenVariable });

    [Fact]
    public void Find_DataFolderNamed_WinsOverTheEnvironment()
    {
        new EndpointFile(new Uri("http://127.0.0.1:7"), "t", 1).Write(folder.Path);

        var found = HostFinder.Find(new HostChoice(null, null, folder.Path), Environment);

        found.Url.Port.ShouldBe(7);
        found.Token.ShouldBe("t");
    }

    [Fact]
    public void Find_NoHost_SaysWhereItLookedAndWhatToDo()
    {
        var error = Should.Throw<CliException>(() => HostFinder.Find(new HostChoice(null, null, folder.Path), Environment));

        error.ExitCode.ShouldBe(ExitCodes.NoHost);
        error.Message.ShouldContain(folder.Combine("endpoint.json"));
        error.Message.ShouldContain($"swarm up --data {folder.Path}");
    }
}
