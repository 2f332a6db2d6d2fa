using Swarm.Messaging.Cli.Daemon;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A daemon removes its PID file before it is gone, and whoever stopped it looked at the file alone.</summary>
public sealed class ADaemonThatStillLivedWasSaidToHaveEndedTests : IDisposable
{
    private readonly TempFolder folder = new("daemon-end");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Stopping_waits_for_the_process_not_for_its_file()
    {
        var file = Path.Combine(folder.Path, "workers.pid");
        var ready = new TaskCompletionSource();
        var end = $"rm '{file}'; sleep 1; exit 0";
        await using var process = await ChildProcess.StartAsync(new("/bin/sh", ["-c", $"trap \"{end}\" TERM; echo ready; while :; do sleep 0.05; done"])
        {
            Output = _ => ready.TrySetResult(),
        });
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await File.WriteAllTextAsync(file, $"{process.Id} {DaemonProcess.StartOf(process.Id)}\n");
        var output = new StringWriter();

        var code = await new WorkerDaemon(DaemonSettings.Read(folder.Path, _ => null), new CliConsole(output, TextWriter.Null, () => Stream.Null))
            .StopAsync(CancellationToken.None);

        (code, ForeignProcess.Lives(process.Id)).ShouldBe((0, false));
        output.ToString().ShouldContain("has ended");
    }
}
