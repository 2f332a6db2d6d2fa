using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

[Collection(CliCollection.Name)]
public sealed class AnEmptyListWasCalledTooLargeTests(CliHost host)
{
    [Fact]
    public async Task It_is_invalid()
    {
        var run = (await host.RunAsync("submit", "--file", host.Write("empty.json", "[]"u8), "--json")).ShouldEnd(ExitCodes.Rejected);

        run.Json.GetProperty("code").GetString().ShouldBe("invalid");
    }
}
