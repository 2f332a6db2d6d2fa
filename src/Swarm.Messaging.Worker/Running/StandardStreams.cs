using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Messaging.Worker.Running;

/// <summary>
/// Takes standard input and output for the protocol alone: in their places come an empty input and the log, for handlers, native code and
/// the programs they start. A stray line on standard output would be read as a frame.
/// </summary>
internal static class StandardStreams
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC of Linux
    private const int FirstOwn = 3;

    public static (Stream Input, Stream Output) Take()
    {
        Console.SetOut(Console.Error);
        if (!OperatingSystem.IsLinux())
            return (Console.OpenStandardInput(), Console.OpenStandardOutput());
        var input = Control(0, DuplicateCloseOnExec, FirstOwn);
        var output = Control(1, DuplicateCloseOnExec, FirstOwn);
        using (var nothing = File.OpenHandle("/dev/null"))
            Put((int)nothing.DangerousGetHandle(), 0);
        Put(2, 1);
        return (Open(input, FileAccess.Read), Open(output, FileAccess.Write));
    }

    private static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0);

    private static void Put(int from, int to)
    {
        if (Duplicate(from, to) < 0)
            throw new IOException($"The standard streams cannot be set aside: dup2 failed with error {Marshal.GetLastPInvokeError()}.");
    }

    // fcntl is variadic: on the architectures that we run on, a third integer travels like that of an ordinary function.
    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int from, int to);
}
