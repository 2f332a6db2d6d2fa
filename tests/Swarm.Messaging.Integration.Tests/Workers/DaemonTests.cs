using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Daemon;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary><c>swarm workers daemon</c>: settings by the environment, and a process in the background.</summary>
public sealed class DaemonTests : IDisposable
{
    private readonly TempFolder folder = new("daemon");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_environment_sets_the_pool()
    {
        var read = DaemonSettings.Read("/data", new Dictionary<string, string>
        {
            ["POOL_SIZE"] = "7", ["HEARTBEAT_INTERVAL"] = "3000", ["LOAD_BALANCING"] = "round-robin", ["AUTO_RESTART"] = "false", ["LOG_DIR"] = "/logs", ["PID_FILE"] = "/run/w.pid",
        }.GetValueOrDefault);

        read.Settings.ShouldContain(new KeyValuePair<string, string?>("Workers:PoolSize", "7"));
        read.Settings.ShouldContain(new KeyValuePair<string, string?>("Workers:HeartbeatInterval", "00:00:03"));
        read.Settings.ShouldContain(new KeyValuePair<string, string?>("Workers:LoadBalancing", "RoundRobin"));
        (read.PidFile, read.LogFile).ShouldBe(("/run/w.pid", "/logs/workers-daemon.log"));
    }

    [Fact]
    public void Values_that_are_wrong_are_all_named()
    {
        var refused = Should.Throw<SettingsException>(() => DaemonSettings.Read("/data", new Dictionary<string, string>
        {
            ["POOL_SIZE"] = "many", ["TASK_TIMEOUT"] = "-1", ["LOAD_BALANCING"] = "best", ["AUTO_RESTART"] = "maybe", ["FIFO_DIR"] = "/tmp",
        }.GetValueOrDefault));

        refused.Failures.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_daemon_starts_says_where_it_is_and_stops_with_its_workers()
    {
        (await RunAsync("status")).Code.ShouldBe(ExitCodes.Failed);
        var started = await RunAsync("start");
        started.Code.ShouldBe(ExitCodes.Ok, started.Output);
        var pid = new PidFile(Path.Combine(folder.Path, "workers.pid")).Running()!.Value;
        try
        {
            (await RunAsync("start")).Code.ShouldBe(ExitCodes.Failed);
            var elsewhere = await RunAsync("stop", ("PID_FILE", Path.Combine(folder.Path, "other.pid")));
            (elsewhere.Code, elsewhere.Output.Contains($"process {pid} serves")).ShouldBe((ExitCodes.Failed, true), elsewhere.Output);
            (await RunAsync("status")).Output.ShouldContain($"process {pid}");

            (await RunAsync("restart")).Code.ShouldBe(ExitCodes.Ok);
            ForeignProcess.Lives(pid).ShouldBeFalse();
            pid = new PidFile(Path.Combine(folder.Path, "workers.pid")).Running()!.Value;
            File.Exists(Path.Combine(folder.Path, "logs", "workers-daemon.log")).ShouldBeTrue();

            (await RunAsync("stop")).Code.ShouldBe(ExitCodes.Ok);

            ForeignProcess.Lives(pid).ShouldBeFalse();
            (await RunAsync("cleanup")).Output.ShouldContain("Nothing was left behind");
        }
        finally
        {
            if (ForeignProcess.Lives(pid))
                UnixSignals.Send(pid, UnixSignal.Kill);
        }
    }

    [Fact]
    public void A_variable_that_nobody_reads_and_looks_like_one_is_told() =>
        DaemonSettings.Misspelt(["POOL_SIZ", "POOL_SIZE", "HOME", "HEARTBEAT_INTERVALL", "PATH"])
            .ShouldBe(["HEARTBEAT_INTERVALL is not read; did you mean HEARTBEAT_INTERVAL?", "POOL_SIZ is not read; did you mean POOL_SIZE?"]);

    [Fact]
    public async Task A_daemon_that_cannot_start_says_why_where_it_was_asked()
    {
        var file = Path.Combine(folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "");

        var nowhere = await RunAsync("start", ("LOG_DIR", Path.Combine(file, "logs")));
        var bounds = await RunAsync("start", ("MIN_WORKERS", "9"), ("MAX_WORKERS", "3"), ("POOL_SIZ", "4"));

        (nowhere.Code, bounds.Code).ShouldBe((ExitCodes.Failed, ExitCodes.Failed));
        nowhere.Output.ShouldContain("Set LOG_DIR");
        nowhere.Output.ShouldNotContain("   at ");
        bounds.Output.ShouldContain("Workers:MinWorkers is 9, more than Workers:MaxWorkers");
        bounds.Output.ShouldContain("did you mean POOL_SIZE?");
    }

    private async Task<(int Code, string Output)> RunAsync(string verb, params (string Name, string Value)[] more)
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var process = await ChildProcess.StartAsync(new(Path.ChangeExtension(Checkout.Program, null), ["workers", "daemon", verb, "--data", folder.Path])
        {
            Environment = new Dictionary<string, string?>([new("POOL_SIZE", "2"), .. more.Any(m => m.Name == "MIN_WORKERS") ? [] : new KeyValuePair<string, string?>[] { new("MIN_WORKERS", "1") }, .. more.Select(m => new KeyValuePair<string, string?>(m.Name, m.Value))]),
            Output = lines.Enqueue,
        });
        var code = await process.Exited.WaitAsync(TimeSpan.FromMinutes(2));
        await process.LastLinesAsync(TimeProvider.System);
        return (code, string.Join('\n', lines));
    }
}
