using System.Text;
using Swarm.Messaging.Cli.Api;

namespace Swarm.Messaging.Tests.Cli;

public sealed class ServerEventsTests
{
    [Fact]
    public async Task Read_Stream_GivesTheDataOfEachEvent()
    {
        const string text = ": listening\n\nevent: a\ndata: {\"n\":1}\n\n: still here\n\nid: 7\ndata:first\ndata: second\n\ndata: cut off";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var seen = new List<string>();

        await foreach (var data in ServerEvents.ReadAsync(stream, CancellationToken.None))
            seen.Add(data);

        seen.ShouldBe(["{\"n\":1}", "first\nsecond"]);
    }
}
