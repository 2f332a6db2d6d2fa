namespace Swarm.Messaging.Worker.Patches;

/// <param name="OldPath">Null: the file is new.</param>
/// <param name="NewPath">Null: the file goes.</param>
/// <param name="IsProgram">A new file may be executed (git's mode 100755).</param>
internal sealed record FilePatch(string? OldPath, string? NewPath, IReadOnlyList<PatchHunk> Hunks, bool IsProgram = false)
{
    public string Path => NewPath ?? OldPath!;

    /// <summary>Lines it adds, less those it takes away.</summary>
    public int Growth => Hunks.Sum(h => h.New.Count - h.Old.Count);

    public FilePatch Reversed() => new(NewPath, OldPath, [.. Hunks.Select(h => new PatchHunk(h.OldStart, h.New, h.Old))], IsProgram);
}
