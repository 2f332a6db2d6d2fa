namespace Swarm.Messaging.Cli.Daemon;

/// <summary>Which process is the daemon. With its start time: a process number comes back one day.</summary>
internal sealed class PidFile(string path)
{
    public string Path => path;

    public bool Exists => File.Exists(path);

    /// <summary>The daemon's process, if it lives.</summary>
    public int? Running() => Process()?.Id;

    /// <summary>The same, to be watched to its end: the file goes before the process does.</summary>
    public DaemonProcess? Process()
    {
        try
        {
            var parts = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 2 && int.TryParse(parts[0], out var pid) && new DaemonProcess(pid, parts[1]) is { Lives: true } daemon ? daemon : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void WriteOwn()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        File.WriteAllText(path, $"{Environment.ProcessId} {DaemonProcess.StartOf(Environment.ProcessId)}\n");
    }

    public void Delete() => File.Delete(path);
}
