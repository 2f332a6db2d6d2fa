namespace Swarm.Messaging.Wasm.Recovery.History;

/// <param name="Attempt">The execution that failed, 1 for the first.</param>
/// <param name="Trap">Trap code by the runtime's name.</param>
/// <param name="Strategy">What it is answered with; null when nothing is left to try in WebAssembly.</param>
/// <param name="Fallback">Where the task goes instead, when it leaves WebAssembly.</param>
/// <param name="CriticalFailure">No fallback was left either: the task is dead-lettered.</param>
internal sealed record ErrorContext(
    string TaskId, string Client, string Operation, int Attempt, string? TargetId, string? HostId, string? Trap,
    string? Strategy, string? Fallback, bool? CriticalFailure);
