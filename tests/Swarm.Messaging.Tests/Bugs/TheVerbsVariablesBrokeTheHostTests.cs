using Microsoft.Extensions.Configuration;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// Who had exported SWARM_HOST for the verbs could start no host: it was no setting. And SWARM_DATA moved the host's folder, but the verbs
/// looked for it in the old place.
/// </summary>
public sealed class TheVerbsVariablesBrokeTheHostTests
{
    [Fact]
    public void A_host_starts_beside_them()
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HOST"] = "http://127.0.0.1:7070", ["TOKEN"] = "0123456789abcdef",
        }).Build());

        settings.Token.ShouldBe("0123456789abcdef");
    }

    [Fact]
    public void The_verbs_look_where_the_host_was_told_to_keep_its_data()
    {
        using var folder = new TempFolder("usual");
        new EndpointFile(new Uri("http://127.0.0.1:7071"), "t", 1).Write(folder.Path);

        HostFinder.Find(new HostChoice(null, null, null, folder.Path), _ => null).Url.Port.ShouldBe(7071);
        new HostChoice(null, null, "elsewhere", folder.Path).Folder.ShouldBe("elsewhere");
    }
}
