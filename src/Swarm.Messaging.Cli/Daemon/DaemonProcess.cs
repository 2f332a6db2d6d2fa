namespace Swarm.Messaging.Cli.Daemon;

/// <summary>One process and no other that gets its number later.</summary>
/// <param name="Started">Its start, in ticks of the kernel since boot, as <c>/proc</c> writes it.</param>
internal sealed record DaemonProcess(int Id, string Started)
{
    private const int StartTime = 19; // of /proc/PID/stat, counted after the name

    public bool Lives => StartOf(Id) == Started;

    /// <summary>Null when there is no such process, or it has ended and nobody has asked yet.</summary>
    public static string? StartOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[StartTime];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
