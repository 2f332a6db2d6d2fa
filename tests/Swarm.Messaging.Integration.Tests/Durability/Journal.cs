using System.Globalization;
using System.Text;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>
/// What was executed, by the executors' own account: a file per process in one folder, a line before each execution. What a process
/// has written outlives its kill.
/// </summary>
internal sealed class Journal(string folder)
{
    /// <summary>All lines that are whole, process by process.</summary>
    public IReadOnlyList<Execution> Read() =>
        [.. Directory.GetFiles(folder).SelectMany(file => Lines(file).Select(line => Parse(line, Path.GetFileName(file))))];

    public int Executed() => Read().Select(e => e.TaskId).Distinct().Count();

    /// <summary>This process's own file.</summary>
    public FileStream Open() => new(
        Path.Combine(folder, $"{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public static byte[] Line(string taskId, string leaseToken) => Encoding.ASCII.GetBytes($"{taskId} {leaseToken}\n");

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Execution Parse(string line, string process)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return new(line[..space], line[(space + 1)..], int.Parse(process, CultureInfo.InvariantCulture));
    }
}
