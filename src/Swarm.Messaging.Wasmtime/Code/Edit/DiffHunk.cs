namespace Swarm.Messaging.Wasmtime.Code.Edit;

/// <summary>One hunk: the lines it expects from a line on (1-based), and those it leaves there. Lines carry their ends.</summary>
/// <param name="Header">As it stands in the diff, for messages.</param>
internal sealed record DiffHunk(int Number, string Header, int FirstLine, IReadOnlyList<string> Old, IReadOnlyList<string> New);
