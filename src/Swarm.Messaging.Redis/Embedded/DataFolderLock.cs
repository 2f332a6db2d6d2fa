namespace Swarm.Messaging.Redis.Embedded;

/// <summary>
/// The exclusive right to a data folder. The kernel holds the lock for the open file and drops it with the process, so a lock is
/// never stale; the pid file beside it only names the holder.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string LockName = "swarm.lock";
    private const string PidName = "swarm.pid";

    // What .NET makes of flock's EWOULDBLOCK; its number is the system's.
    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;
    private readonly FileStream _file;

    private DataFolderLock(string folder, FileStream file)
    {
        Folder = folder;
        _file = file;
    }

    /// <summary>The full path.</summary>
    public string Folder { get; }

    private string PidFile => Path.Combine(Folder, PidName);

    public static DataFolderLock Take(string dataFolder)
    {
        var folder = Path.GetFullPath(dataFolder);
        var path = Path.Combine(folder, LockName);
        try
        {
            CreatePrivate(folder);
            var held = new DataFolderLock(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            File.WriteAllText(held.PidFile, Environment.ProcessId.ToString());
            return held;
        }
        catch (IOException failure) when (failure.HResult == WouldBlock)
        {
            throw new DataFolderInUseException(folder, Holder(folder));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedRedisException(
                $"The data folder '{folder}' cannot be written ({failure.Message}). Everything is kept there: choose a folder that this user may write.", failure);
        }
    }

    public void Dispose()
    {
        // The lock file stays: removing it would let two processes lock two files of the same name.
        File.Delete(PidFile);
        _file.Dispose();
    }

    // Payloads and results lie here: nobody else's to read. A folder that exists keeps the rights its owner gave it.
    private static void CreatePrivate(string folder)
    {
        if (!Directory.Exists(folder) && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static int? Holder(string folder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(Path.Combine(folder, PidName)), out var id) ? id : null;
        }
        catch (IOException)
        {
            return null; // taken a moment ago, or being written
        }
    }
}
