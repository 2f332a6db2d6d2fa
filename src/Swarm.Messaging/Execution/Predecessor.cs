namespace Swarm.Messaging.Execution;

/// <summary>
/// The host that this one follows. A name is here only where it is certain that its process does not exist any more: what it had begun is told as lost and may run again. A machine's
/// name and a process id are no such thing: containers share names, and ids are used again.
/// </summary>
/// <param name="HostId">Null: there is none, or nobody can be sure.</param>
/// <param name="Outliving">Kinds whose work is done in child processes, which may end a moment later: what these had begun waits for its lease as ever.</param>
internal sealed record Predecessor(string? HostId, params IReadOnlyList<string> Outliving);
