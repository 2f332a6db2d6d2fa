namespace Swarm.Messaging.Worker.Patches;

/// <param name="OldStart">First line it replaces, from 1; 0 in a new file.</param>
/// <param name="Old">The lines that must be there.</param>
/// <param name="New">The lines that are there afterwards.</param>
internal sealed record PatchHunk(int OldStart, IReadOnlyList<string> Old, IReadOnlyList<string> New);
