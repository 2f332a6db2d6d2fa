using System.Diagnostics;

namespace Swarm.Messaging.Processes;

/// <summary>
/// Wraps a command so that its process dies with this one. Every wrapper ends in <c>exec</c>: the process id that we see is the
/// command's own, so signals reach it and not a shell.
/// </summary>
internal sealed record GuardedCommand(string FileName, IReadOnlyList<string> Arguments, ProcessGuard Guard)
{
    // The parent may die before the death signal is armed; then the shell finds itself with another parent and gives up.
    private const string ArmedByKernel = """[ "$PPID" = "$0" ] || exit 137; exec "$@" """;

    // A line on the pipe tells the watchdog to stand down, its end tells it that the host is gone. $$ is the shell that
    // becomes the command. A background job's standard input is /dev/null, hence descriptor 3.
    private const string ArmedByPipe = """exec 3<&0; (read -r _ <&3 || kill -s "$0" $$) & exec "$@" 3<&- </dev/null""";

    private static readonly Lazy<bool> KernelCanSignal = new(() => Succeeds("setpriv", "--pdeathsig", "KILL", "true"));
    private static readonly Lazy<bool> HasSetsid = new(() => Succeeds("setsid", "true"));

    public static GuardedCommand For(ChildProcessStart start)
    {
        var guard = start.Guard != ProcessGuard.Automatic ? start.Guard
            : KernelCanSignal.Value ? ProcessGuard.DeathSignal : ProcessGuard.Watchdog;
        var signal = UnixSignals.Name(start.DeathSignal);

        // A session of its own: Ctrl+C in a terminal signals the whole foreground group, and the host must be able to
        // drain while its children still serve it.
        string[] session = HasSetsid.Value ? ["setsid"] : [];
        string[] wrapper = guard == ProcessGuard.DeathSignal
            ? [.. session, "setpriv", "--pdeathsig", signal, "sh", "-c", ArmedByKernel, Environment.ProcessId.ToString()]
            : [.. session, "sh", "-c", ArmedByPipe, signal];
        return new(wrapper[0], [.. wrapper[1..], start.FileName, .. start.Arguments], guard);
    }

    private static bool Succeeds(string command, params string[] arguments)
    {
        try
        {
            var info = new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
            using var probe = Process.Start(info)!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such command here
        }
    }
}
