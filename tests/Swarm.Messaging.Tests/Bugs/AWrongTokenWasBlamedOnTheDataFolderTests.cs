using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>The refusal of a token given with --token named the file in which the right one stood.</summary>
public sealed class AWrongTokenWasBlamedOnTheDataFolderTests
{
    [Theory]
    [InlineData("given", "--token")]
    [InlineData(null, "endpoint.json")]
    public void Its_source_is_where_it_came_from(string? token, string source)
    {
        using var folder = new TempFolder("token");
        new EndpointFile(new Uri("http://127.0.0.1:7"), "t", 1).Write(folder.Path);

        HostFinder.Find(new(null, token, folder.Path), _ => null).TokenSource.ShouldEndWith(source);
    }
}
