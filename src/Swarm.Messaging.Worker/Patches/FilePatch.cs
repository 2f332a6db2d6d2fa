namespace Swarm.Messaging.Worker.Patches;

/// <param name="OldPath">Null: the file is new.</param>
/// <param name="NewPath">Null: the file goes.</param>
internal sealed record FilePatch(string? OldPath, string? NewPath, IReadOnlyList<PatchHunk> Hunks)
{
    public string Path => NewPath ?? OldPath!;

    /// <summary>Lines it adds, less those it takes away.</summary>
    public int Growth => Hunks.Sum(h => h.New.Count - h.Old.Count);

    public FilePatch Reversed() => new(NewPath, OldPath, [.. Hunks.Select(h => new PatchHunk(h.OldStart, h.New, h.Old))]);
}
