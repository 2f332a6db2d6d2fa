using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A file that is no JSON was sent to the host, whose refusal named no file, and ended with the parser's own count of lines and bytes.</summary>
[Collection(CliCollection.Name)]
public sealed class AFileThatIsNoJsonWasSentToTheHostTests(CliHost host) : IDisposable
{
    private readonly TempFolder folder = new("no-json");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{ \"workflowId\": \"w\",\n  nodes: [] }")]
    [InlineData("")]
    [InlineData("[1]")]
    public async Task It_is_refused_by_name(string text)
    {
        var file = folder.Combine("b.json");
        await File.WriteAllTextAsync(file, text);

        var run = (await host.RunAsync("workflow", "run", file)).ShouldEnd(ExitCodes.Usage);

        run.Error.ShouldContain(file);
        run.Error.ShouldNotContain("LineNumber");
    }
}
