using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Crm.Browser;

/// <summary>Files of which the newest are kept, bounded in number and size.</summary>
internal sealed class BoundedFolder
{
    private const int LongestName = 120;

    private readonly string folder;
    private readonly Lock gate = new();
    private readonly long maxBytes;
    private readonly int maxFiles;
    private int made;

    public BoundedFolder(string folder, int maxFiles, long maxBytes)
    {
        (this.folder, this.maxFiles, this.maxBytes) = (Path.GetFullPath(folder), maxFiles, maxBytes);
        PrivateFiles.Folder(this.folder);
    }

    /// <summary>A path for a new file; its name holds <paramref name="name"/> as far as that is harmless.</summary>
    public string NewPath(string name, string extension)
    {
        var safe = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_').Take(LongestName)]);
        return Path.Combine(folder, $"{safe}-{Interlocked.Increment(ref made)}-{Guid.NewGuid().ToString("N")[..8]}.{extension}");
    }

    /// <summary>Closes a file that has just been made to others, and lets the oldest go until the rest is within bounds; the newest stays.</summary>
    public void Keep(string path)
    {
        PrivateFiles.Close(path);
        lock (gate)
        {
            var files = new DirectoryInfo(folder).GetFiles().OrderByDescending(f => f.LastWriteTimeUtc).ToList();
            long bytes = 0;
            foreach (var (i, file) in files.Index())
            {
                bytes += file.Length;
                if (i > 0 && (i >= maxFiles || bytes > maxBytes))
                    file.Delete();
            }
        }
    }
}
