using System.Diagnostics;
using System.Text.Json;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Integration.Tests.Workers;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The kernel's signal at a parent's death reached the command and not what the command had started: after <c>kill -9</c> of the host a
/// task went on, and ran a second time elsewhere. What a command left in the background stayed when it ended.
/// </summary>
public sealed class WhatACommandHadStartedOutlivedItTests : IDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private readonly TempFolder folder = new("left");

    private string Pids => Path.Combine(folder.Path, "pids");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task After_the_host_is_killed_nothing_of_a_command_goes_on()
    {
        await using var host = await HostProcess.StartAsync(Host.Workers, LanguageTests.Shipped, Commands(), "process", """{"command":"deep"}""");
        var started = await StartedAsync();

        await host.KillAsync();

        await AllEndAsync(started);
    }

    [Fact]
    public async Task After_a_worker_is_killed_nothing_of_its_command_goes_on()
    {
        await using var pool = await StartAsync();
        var task = pool.Submit("process", new { command = "deep" });
        var started = await StartedAsync();

        UnixSignals.Send(task.On!.Pid, UnixSignal.Kill);

        await AllEndAsync(started);
    }

    [Fact]
    public async Task What_a_command_left_in_the_background_ends_with_it()
    {
        await using var pool = await StartAsync();

        var done = TestPool.Result(await pool.RunAsync("process", new { command = "leaves" }));

        await AllEndAsync([int.Parse(done.GetProperty("stdout").GetString()!)]);
        done.GetProperty("exitCode").GetInt32().ShouldBe(0);
        done.GetProperty("durationMs").GetInt64().ShouldBeLessThan(60_000);
    }

    private Task<TestPool> StartAsync()
    {
        var options = TestPool.Options(1, LanguageTests.Shipped);
        options.CommandsFile = Commands();
        return TestPool.StartAsync(options);
    }

    private string Commands()
    {
        var file = Path.Combine(folder.Path, "commands.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            // A child that it waits for, and a grandchild.
            ["deep"] = new { command = new[] { "/bin/sh", "-c", $"sleep 3600 & one=$!; sh -c 'sleep 3600 & echo $! > {Pids}.two; wait' & until test -s {Pids}.two; do sleep 0.1; done; echo $one $(cat {Pids}.two) > {Pids}.new; mv {Pids}.new {Pids}; wait; echo done" } },
            ["leaves"] = new { command = new[] { "/bin/sh", "-c", "sleep 3600 & echo $!" } },
        }));
        return file;
    }

    private async Task<int[]> StartedAsync()
    {
        await Eventually.HoldsAsync(() => File.Exists(Pids), "the command has started others", TimeSpan.FromSeconds(60));
        var started = File.ReadAllText(Pids).Split(' ').Select(int.Parse).ToArray();
        started.ShouldAllBe(pid => ForeignProcess.Lives(pid));
        return started;
    }

    private static async Task AllEndAsync(int[] started)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var pid in started)
            await ForeignProcess.EndsAsync(pid, "what the command had started");
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(Most);
    }
}
