using System.Runtime.InteropServices;

namespace Swarm.Messaging.Cli.Host;

/// <summary>What this process and its children make is nobody else's to read: payloads, results, logs and tokens lie among it.</summary>
internal static class PrivateFiles
{
    private const uint OthersNothing = 0b000_111_111;

    public static void FromNowOn()
    {
        if (!OperatingSystem.IsWindows())
            _ = Mask(OthersNothing);
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Mask(uint bits);
}
