using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary><c>swarm up</c> in one process, the other verbs in another.</summary>
public sealed class TwoProcessTests
{
    [Fact]
    public async Task A_second_terminal_finds_the_host_of_the_data_folder()
    {
        using var folder = new TempFolder("two");
        var data = folder.Combine("data");
        var up = new List<string>();
        var host = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, "up", "--data", data]) { Output = up.Add });
        await Eventually.HoldsAsync(() => EndpointFile.Read(data) is not null, $"the host has left its address; it said: {string.Join('\n', up)}", TimeSpan.FromSeconds(60));

        var answer = new List<string>();
        var verb = await ChildProcess.StartAsync(
            new("dotnet", ["exec", Checkout.Program, "submit", "--kind", "basic", "--operation", "echo", "--payload", "42", "--id", "two", "--wait", "--json", "--data", data])
            {
                Output = answer.Add,
            });
        (await verb.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCodes.Ok, string.Join('\n', answer));
        (await CliRun.OfAsync("task", "two", "--json", "--data", data)).ShouldEnd(ExitCodes.Ok).Json.GetProperty("result").GetInt32().ShouldBe(42);

        if (!OperatingSystem.IsWindows())
        {
            foreach (var path in Directory.GetFileSystemEntries(data, "*", SearchOption.AllDirectories).Where(p => !p.EndsWith(".sock", StringComparison.Ordinal)))
                ((int)File.GetUnixFileMode(path) & 0b000_111_111).ShouldBe(0, $"others can read {path}");
        }

        host.Signal(UnixSignal.Terminate).ShouldBeTrue();
        (await host.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCodes.Ok, string.Join('\n', up));
        (await CliRun.OfAsync("task", "two", "--data", data)).ShouldEnd(ExitCodes.NoHost);
        await verb.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_second_interrupt_ends_a_host_that_drains_and_loses_nothing()
    {
        using var folder = new TempFolder("twice");
        var data = folder.Combine("data");
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        // It would drain for an hour. A shell's background job ignores interrupts, and so would whatever these tests start from within one.
        await using var host = await ChildProcess.StartAsync(
            new("env", ["--default-signal=INT", "dotnet", "exec", Checkout.Program, "up", "--data", data, "--set", "Execution:DrainTimeout=01:00:00"])
            {
                Output = said.Enqueue,
            });
        await Eventually.HoldsAsync(() => EndpointFile.Read(data) is not null, "the host is up", TimeSpan.FromSeconds(60));
        (await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "sleep", "--payload", """{"ms":3000000}""", "--id", "long", "--data", data)).ShouldEnd(ExitCodes.Ok);
        await Eventually.HoldsAsync(async () => (await CliRun.OfAsync("task", "long", "--json", "--data", data)).Json.GetProperty("state").GetString() == "Running", "it runs");

        host.Signal(UnixSignal.Interrupt);
        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("Stopping:", StringComparison.Ordinal)), "the first is an orderly stop");
        host.HasExited.ShouldBeFalse();
        host.Signal(UnixSignal.Interrupt);
        (await host.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldNotBe(ExitCodes.Ok, "it ended in the middle");

        // A host on the same folder has to wait until the Redis of the dead one has ended.
        await using var again = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, "up", "--data", data]));
        await Eventually.HoldsAsync(async () => (await CliRun.OfAsync("task", "long", "--data", data)).Code == ExitCodes.Ok, "the task is kept", TimeSpan.FromSeconds(60));

        // In good order: a Redis whose host is killed writes for a moment longer.
        (await CliRun.OfAsync("cancel", "long", "--data", data)).ShouldEnd(ExitCodes.Ok);
        again.Signal(UnixSignal.Terminate).ShouldBeTrue();
        (await again.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCodes.Ok);
    }
}
