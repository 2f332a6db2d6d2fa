using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What follows a failed execution inside WebAssembly. Pure: whoever asks again gets the same answer.</summary>
internal interface IRecoveryLadder
{
    ErrorClassification Classify(TaskError error);

    /// <param name="recoveryAttemptsSoFar">Recovery attempts this task has had, of whatever class; 0 after its first execution.</param>
    /// <param name="rank">0 is critical.</param>
    /// <param name="settings">What the failed execution ran under. Those of the next stand in the order, all of them.</param>
    /// <returns>Null: no further recovery, the task goes to its fallback.</returns>
    RecoveryOrder? Next(TaskError error, int recoveryAttemptsSoFar, int rank, RecoverySettings settings);

    /// <param name="errorType">As <see cref="Classify"/> names it.</param>
    /// <returns><c>regular_agent</c> or <c>streaming_agent</c>.</returns>
    string FallbackType(string errorType, int rank);
}
