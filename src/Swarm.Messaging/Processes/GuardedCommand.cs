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

    // As above, for everything of the command's group: the guard is one of it, so that the group's id is nobody else's while it waits.
    // It reads a pipe that only the parent holds open, and is started twice removed: the command has no child it does not know of.
    private const string GroupArmed =
        """
        [ "$PPID" = "$0" ] && exec 3<"/proc/$0/fd/$1" || exit 137; shift
        ( (trap "" HUP INT TERM; read -r _; kill -s KILL -- -$$) <&3 3<&- >/dev/null 2>&1 & )
        exec "$@" 3<&-
        """;

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

    /// <summary>
    /// A command whose whole process group dies with this process, and can be ended by <see cref="UnixSignals.SendToGroup"/>: it leads a
    /// session of its own. Where the system has no sessions to give or no <c>/proc</c>, the command as it is.
    /// </summary>
    public static GuardedCommand ForGroup(string fileName, IEnumerable<string> arguments)
    {
        if (!OperatingSystem.IsLinux() || !HasSetsid.Value)
            return new(fileName, [.. arguments], ProcessGuard.Watchdog);
        string[] signal = KernelCanSignal.Value ? ["setpriv", "--pdeathsig", "KILL"] : [];
        return new("setsid", [.. signal, "sh", "-c", GroupArmed, $"{Environment.ProcessId}", $"{LifePipe.Descriptor}", fileName, .. arguments], ProcessGuard.Group);
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
