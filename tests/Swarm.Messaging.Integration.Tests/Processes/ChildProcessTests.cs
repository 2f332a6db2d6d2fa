using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Processes;

public sealed class ChildProcessTests
{
    [Theory]
    [InlineData("DeathSignal")]
    [InlineData("Watchdog")]
    public async Task Host_Killed_TakesChildAlong(string guard)
    {
        await using var host = await HostProcess.StartAsync("child", guard);
        var child = int.Parse(host.Facts[0]);
        ForeignProcess.Lives(child).ShouldBeTrue();

        await host.KillAsync();

        await ForeignProcess.EndsAsync(child, "the child");
    }

    [Theory]
    [InlineData("DeathSignal")]
    [InlineData("Watchdog")]
    public async Task Child_Ends_TellsCodeAndLastLines(string guard)
    {
        await using var child = await ChildProcess.StartAsync(new("sh", ["-c", "echo out; echo err >&2; exit 7"]) { Guard = Guard(guard) });

        (await child.Exited).ShouldBe(7);
        (await child.LastLinesAsync(TimeProvider.System)).ShouldBe(["out", "err"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("DeathSignal")]
    [InlineData("Watchdog")]
    public async Task Id_Always_IsTheCommandsOwn(string guard)
    {
        await using var child = await ChildProcess.StartAsync(new("sleep", ["3600"]) { Guard = Guard(guard) });

        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{child.Id}/comm").Trim() == "sleep", "the id is that of sleep");
    }

    [Fact]
    public async Task Session_Always_IsTheChildsOwn()
    {
        // Ctrl+C in a terminal goes to the foreground group: the host must be able to drain while its children still serve it.
        await using var child = await ChildProcess.StartAsync(new("sh", ["-c", "cut -d' ' -f6 /proc/$$/stat; exec sleep 3600"]));

        await Eventually.HoldsAsync(
            async () => (await child.LastLinesAsync(TimeProvider.System)).SequenceEqual([$"{child.Id}"]), "the child leads its session");
    }

    [Fact]
    public async Task Stop_DeafChild_KillsItAfterPatience()
    {
        var ready = new TaskCompletionSource();
        await using var child = await ChildProcess.StartAsync(new("sh", ["-c", "trap '' TERM; echo deaf; exec sleep 3600"])
        {
            Output = _ => ready.TrySetResult(),
        });
        await ready.Task;

        (await child.StopAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System)).ShouldBeFalse();

        (await child.Exited).ShouldBe(128 + (int)UnixSignal.Kill);
    }

    [Fact]
    public async Task Start_NoSuchCommand_EndsAndSaysSo()
    {
        await using var child = await ChildProcess.StartAsync(new("no-such-command", []));

        (await child.Exited).ShouldBe(127);
        string.Concat(await child.LastLinesAsync(TimeProvider.System)).ShouldContain("no-such-command");
    }

    private static ProcessGuard Guard(string name) => Enum.Parse<ProcessGuard>(name);
}
