using System.Text;
using Serilog.Sinks.File;
using Swarm.Messaging.Alerts;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>
/// Lines reach the log file a moment later and many at a time: a write for each costs more than making it. A stop in good order writes
/// what is left; a kill may lose the last moment, which the timelines in the store still have.
/// </summary>
internal sealed class GatheredFile(TimeProvider time, LogState state) : FileLifecycleHooks
{
    /// <summary>Log lines tell of paths, ids and addresses: nobody else's to read.</summary>
    public const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows() && underlyingStream.Position == 0)
            Restrict(path);
        return new GatheringStream(underlyingStream, time, state);
    }

    private void Restrict(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, OwnersOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            state.Failed(e.Message);
        }
    }
}
