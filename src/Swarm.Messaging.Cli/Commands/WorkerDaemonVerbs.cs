using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Daemon;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The pool in the background: start, stop, restart, status, cleanup.</summary>
internal static class WorkerDaemonVerbs
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "daemon",
            "A host with a worker pool in the background, set by POOL_SIZE, MIN_WORKERS, MAX_WORKERS, HEARTBEAT_INTERVAL, TASK_TIMEOUT, LOAD_BALANCING, AUTO_RESTART, LOG_DIR, PID_FILE",
            """
            POOL_SIZE=8 swarm workers daemon start --data /var/lib/swarm
            swarm workers daemon status
            swarm workers daemon stop          30 s for running tasks, then it is killed; what was accepted is kept
            """);
        command.Add(Of("start", "Starts it and returns when it answers", (daemon, stop) => daemon.StartAsync(stop)));
        command.Add(Of("stop", "Lets running tasks end and stops it", (daemon, stop) => daemon.StopAsync(stop)));
        command.Add(Of("restart", "Stops it and starts it again", async (daemon, stop) =>
        {
            await daemon.StopAsync(stop).ConfigureAwait(false);
            return await daemon.StartAsync(stop).ConfigureAwait(false);
        }));
        command.Add(Of("status", "Whether it runs: exit code 0, else 1", (daemon, _) => Task.FromResult(daemon.Status())));
        command.Add(Of("cleanup", "Removes what a killed one has left behind", (daemon, _) => Task.FromResult(daemon.CleanUp())));
        command.Add(Of("run", "The same in the foreground", (daemon, stop) => daemon.RunAsync(stop)));
        return command;

        Verb Of(string name, string description, Func<WorkerDaemon, CancellationToken, Task<int>> act)
        {
            // That of the verbs above it talks to a host; this one is where the host's data lies.
            var verb = new Verb(name, description, $"swarm workers daemon {name}");
            verb.SetAction(async (parse, cancellation) =>
            {
                try
                {
                    var data = Path.GetFullPath(parse.GetValue<string?>("--data") ?? HostSettings.DefaultData);
                    return await act(new WorkerDaemon(DaemonSettings.Read(data, Environment.GetEnvironmentVariable), console), cancellation).ConfigureAwait(false);
                }
                catch (SettingsException e)
                {
                    throw new CliException(ExitCodes.Usage, e.Message, e);
                }
            });
            return verb;
        }
    }
}
