namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>The log files of a host, read while it writes.</summary>
internal static class HostLogFile
{
    public static List<string> Lines(string data)
    {
        var lines = new List<string>();
        foreach (var path in Directory.GetFiles(Path.Combine(data, "logs"), "swarm-*.log"))
        {
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (file.ReadLine() is { } line)
                lines.Add(line);
        }

        return lines;
    }
}
