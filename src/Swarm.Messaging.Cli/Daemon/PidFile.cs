namespace Swarm.Messaging.Cli.Daemon;

/// <summary>Which process is the daemon. With its start time: a process number comes back one day.</summary>
internal sealed class PidFile(string path)
{
    private const int StartTime = 19; // of /proc/PID/stat, counted after the name

    public string Path => path;

    public bool Exists => File.Exists(path);

    /// <summary>The daemon's process, if it lives.</summary>
    public int? Running()
    {
        try
        {
            var parts = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 2 && int.TryParse(parts[0], out var pid) && Started(pid) == parts[1] ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void WriteOwn()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        File.WriteAllText(path, $"{Environment.ProcessId} {Started(Environment.ProcessId)}\n");
    }

    public void Delete() => File.Delete(path);

    public static bool Lives(int pid) => Started(pid) is not null;

    /// <summary>Null when there is no such process, or it has ended and nobody has asked yet.</summary>
    private static string? Started(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[StartTime];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
