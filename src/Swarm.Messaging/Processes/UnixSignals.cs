using System.Runtime.InteropServices;

namespace Swarm.Messaging.Processes;

internal static class UnixSignals
{
    /// <summary>Sends the signal; false when there is no such process or it is not ours to signal.</summary>
    public static bool Send(int processId, UnixSignal signal) => Kill(processId, Number(signal)) == 0;

    /// <summary>To every process of the group that this process leads.</summary>
    public static bool SendToGroup(int processId, UnixSignal signal) => processId > 1 && Kill(-processId, Number(signal)) == 0;

    /// <summary>The name that <c>kill</c> and <c>setpriv</c> understand.</summary>
    public static string Name(UnixSignal signal) => signal switch
    {
        UnixSignal.Interrupt => "INT",
        UnixSignal.Kill => "KILL",
        UnixSignal.Terminate => "TERM",
        UnixSignal.Continue => "CONT",
        _ => "STOP",
    };

    // macOS numbers the job control signals differently from Linux.
    private static int Number(UnixSignal signal) => (signal, OperatingSystem.IsMacOS()) switch
    {
        (UnixSignal.Continue, true) => 19,
        (UnixSignal.Stop, true) => 17,
        _ => (int)signal,
    };

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
