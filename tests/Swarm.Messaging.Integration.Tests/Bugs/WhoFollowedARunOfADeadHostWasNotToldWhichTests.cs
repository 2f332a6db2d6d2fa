using System.Text.RegularExpressions;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever followed a run whose host ended was told that the host does not answer, and not which run it was that goes on with it.</summary>
public sealed partial class WhoFollowedARunOfADeadHostWasNotToldWhichTests
{
    [Fact]
    public async Task The_run_is_named()
    {
        var host = new CliHost();
        await host.InitializeAsync();
        Task<CliRun> following;
        var id = "";
        try
        {
            var file = host.Write("waits.json", """{ "workflowId": "waits", "nodes": [ { "id": "a", "type": "delay", "configuration": { "ms": 600000 } } ] }"""u8);
            following = host.RunAsync("workflow", "run", file);
            await Eventually.HoldsAsync(
                async () => (id = ExecutionId().Match((await host.RunAsync("workflow", "list", "--json")).Out).Groups[1].Value).Length > 0, "the run is there");
        }
        finally
        {
            await host.DisposeAsync();
        }

        var run = (await following).ShouldEnd(ExitCodes.NoHost);

        run.Error.ShouldContain($"swarm workflow {id}");
    }

    [GeneratedRegex("\"executionId\": ?\"([^\"]+)\"")]
    private static partial Regex ExecutionId();
}
