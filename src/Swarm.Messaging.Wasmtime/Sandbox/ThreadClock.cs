using System.Runtime.InteropServices;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>Processor time of the calling thread. Zero where the system cannot tell.</summary>
internal static class ThreadClock
{
    private const int OnLinux = 3;
    private const int OnMac = 16;

    public static TimeSpan Now()
    {
        if (OperatingSystem.IsWindows())
            return TimeSpan.Zero;
        return Read(OperatingSystem.IsMacOS() ? OnMac : OnLinux, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : TimeSpan.Zero;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
