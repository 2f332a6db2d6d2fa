using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Opening a pipe waits until somebody writes into it: the run never ended.</summary>
[Collection(CliCollection.Name)]
public sealed class APipeAmongTheSourcesStoppedTheRunTests(CliHost host)
{
    [Fact]
    public async Task It_counts_as_empty_and_is_not_opened()
    {
        using var folder = new TempFolder("pipe");
        await using (var make = await ChildProcess.StartAsync(new("mkfifo", [folder.Combine("pipe.py")])))
            (await make.Exited.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(0);
        await File.WriteAllTextAsync(folder.Combine("real.py"), "x = 1\n");

        var run = (await host.RunAsync("run", folder.Path, "--json")).ShouldEnd(ExitCodes.Ok);

        run.Json.GetProperty("files").GetArrayLength().ShouldBe(2);
        run.Json.GetProperty("totals").GetProperty("lines").GetInt32().ShouldBe(1);
    }
}
