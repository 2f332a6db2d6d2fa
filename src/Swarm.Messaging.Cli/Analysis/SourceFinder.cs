using Swarm.Messaging.Wasmtime.Code;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>Finds the files to analyse: those named, and in folders those of a known language.</summary>
internal sealed class SourceFinder
{
    /// <summary>Folders that hold what was built, fetched or is a tool's own; hidden folders too.</summary>
    private static readonly HashSet<string> Passed = new(StringComparer.OrdinalIgnoreCase)
    {
        "bin", "obj", "node_modules", "target", "__pycache__", "TestResults",
    };

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    public List<SourceFile> Files { get; } = [];

    public List<FileOutcome> Skipped { get; } = [];

    /// <param name="paths">Files are taken whatever folder they are in; folders are searched through.</param>
    public static SourceFinder Find(IEnumerable<string> paths)
    {
        var finder = new SourceFinder();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                finder.Search(new DirectoryInfo(path), path);
            else if (File.Exists(path))
                finder.TakeNamed(path);
            else
                throw new CliException(ExitCodes.Usage, $"There is no file or folder '{path}' (looked in {Directory.GetCurrentDirectory()}).");
        }

        return finder;
    }

    private void TakeNamed(string path)
    {
        if (CodeLanguages.OfPath(path) is null)
            Skipped.Add(FileOutcome.Skip(path, $"has no known extension ({CodeLanguages.KnownExtensions})"));
        else
            Take(path, Path.GetFullPath(path));
    }

    private void Search(DirectoryInfo folder, string name)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
            {
                var entryName = Path.Combine(name, entry.Name);
                if (entry is FileInfo && CodeLanguages.OfPath(entry.Name) is not null)
                    Take(entryName, entry.FullName);
                // A linked folder may lead back to where we came from.
                else if (entry is DirectoryInfo inner && inner.LinkTarget is null && !Passed.Contains(inner.Name) && !inner.Name.StartsWith('.'))
                    Search(inner, entryName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skipped.Add(FileOutcome.Skip(name, $"cannot be read: {e.Message}"));
        }
    }

    private void Take(string name, string fullPath)
    {
        if (seen.Add(fullPath))
            Files.Add(new SourceFile(name, fullPath));
    }
}
