namespace Swarm.Messaging.Worker.Patches;

/// <summary>A patch worked out for a folder before anything is written: all of it fits, or nothing happens.</summary>
internal sealed class FolderPatch
{
    private readonly List<(string Path, string? Before, string? After, bool IsProgram)> changes = [];
    private readonly string folder;

    private FolderPatch(string folder) => this.folder = folder;

    /// <summary>Paths, from the folder.</summary>
    public IReadOnlyList<string> Files => [.. changes.Select(c => Path.GetRelativePath(folder, c.Path))];

    /// <summary>The files are as the patch leaves them, so there is nothing to do.</summary>
    public bool WasApplied { get; private set; }

    public static FolderPatch Plan(string folder, IReadOnlyList<FilePatch> files)
    {
        var plan = new FolderPatch(folder);
        var misfit = plan.TryAdd(files, exactly: false);
        // Lines that are only added may fit a second time below what they stand behind: then the longer match tells.
        if (misfit is null && files.Sum(f => f.Growth) <= 0)
            return plan;
        var reversed = new FolderPatch(folder);
        if (reversed.TryAdd([.. files.Select(f => f.Reversed())], exactly: misfit is null) is not null)
            return misfit is null ? plan : throw UnifiedPatch.Broken(misfit);
        plan.changes.Clear();
        plan.changes.AddRange(reversed.changes);
        plan.WasApplied = true;
        return plan;
    }

    public void Write()
    {
        if (!WasApplied)
            changes.ForEach(c => Put(c, c.After));
    }

    /// <param name="ofEarlier">What was in already was put there by an earlier attempt at the same, so it goes as well.</param>
    public void PutBack(bool ofEarlier)
    {
        if (!WasApplied)
            changes.ForEach(c => Put(c, c.Before));
        else if (ofEarlier)
            changes.ForEach(c => Put(c, c.After));
    }

    /// <returns>What does not fit, or null.</returns>
    private string? TryAdd(IReadOnlyList<FilePatch> files, bool exactly)
    {
        foreach (var file in files)
        {
            var path = PathOf(file.Path);
            var before = File.Exists(path) ? PatchText.Read(path) : null;
            if ((file.OldPath is null) != (before is null))
                return file.OldPath is null ? $"'{file.Path}' is to be new and exists" : $"there is no '{file.Path}'";
            var (after, misfit) = Apply(before ?? "", file, exactly);
            if (misfit is not null)
                return misfit;
            if (file.NewPath is null && after.Length > 0)
                return $"'{file.Path}' is to go and has more lines than the patch knows";
            changes.Add((path, before, file.NewPath is null ? null : after, file.IsProgram));
        }

        return null;
    }

    private string PathOf(string relative)
    {
        var path = Path.GetFullPath(relative, folder);
        if (!path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal) || Links.Between(folder, path))
            throw UnifiedPatch.Broken($"'{relative}' lies outside of the folder");
        return path;
    }

    private static (string Text, string? Misfit) Apply(string text, FilePatch file, bool exactly)
    {
        // A file of Windows is patched without its carriage returns and gets them back.
        var windows = PatchText.IsOfWindows(text);
        var lines = text.Length == 0 ? [] : (windows ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text).Split('\n').ToList();
        var moved = 0;
        foreach (var hunk in file.Hunks)
        {
            var named = Math.Max(0, hunk.OldStart - 1 + moved);
            var at = !exactly ? Find(lines, hunk, named) : Fits(lines, hunk, named) ? named : -1;
            if (at < 0)
                return (text, $"the hunk at line {hunk.OldStart} of '{file.Path}' does not fit");
            lines.RemoveRange(at, hunk.Old.Count);
            lines.InsertRange(at, hunk.New);
            moved += hunk.New.Count - hunk.Old.Count;
        }

        var isNew = text.Length == 0 && lines.Count > 0;
        return (string.Join(windows ? "\r\n" : "\n", lines) + (isNew ? "\n" : ""), null);
    }

    /// <summary>Where its old lines stand: at the line it names, else at the nearest.</summary>
    private static int Find(List<string> lines, PatchHunk hunk, int wanted)
    {
        for (var off = 0; off <= lines.Count; off++)
        {
            if (Fits(lines, hunk, wanted - off))
                return wanted - off;
            if (Fits(lines, hunk, wanted + off))
                return wanted + off;
        }

        return -1;
    }

    private static bool Fits(List<string> lines, PatchHunk hunk, int at) =>
        at >= 0 && at + hunk.Old.Count <= lines.Count && lines.Skip(at).Take(hunk.Old.Count).SequenceEqual(hunk.Old);

    private void Put((string Path, string? Before, string? After, bool IsProgram) change, string? text)
    {
        if (text is null)
        {
            File.Delete(change.Path);
            return;
        }

        var isNew = !File.Exists(change.Path);
        MakeFolder(Path.GetDirectoryName(change.Path)!);
        PatchText.Write(change.Path, text);
        if (isNew)
            Open(change.Path, change.IsProgram);
    }

    private void MakeFolder(string at)
    {
        if (at.Length <= folder.TrimEnd('/').Length || Directory.Exists(at))
            return;
        MakeFolder(Path.GetDirectoryName(at)!);
        Directory.CreateDirectory(at);
        Open(at, mayBeExecuted: true);
    }

    // A host keeps what it writes to itself, and its workers have that from it. What a task makes is for whoever works in the folder.
    private static void Open(string path, bool mayBeExecuted)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, mayBeExecuted ? read | execute : read);
    }
}
