using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Wasm.Recovery;

internal sealed class RecoveryLadder(ErrorClassifier classifier, RecoveryStrategies strategies) : IRecoveryLadder
{
    private const int Critical = 0;

    public ErrorClassification Classify(TaskError error) => classifier.Classify(error);

    public RecoveryOrder? Next(TaskError error, int recoveryAttemptsSoFar, int rank, RecoverySettings settings)
    {
        var found = classifier.Classify(error);
        if (!found.Recoverable || !error.Retryable || error.Fallback)
            return null;
        var strategy = strategies.For(found.Type);
        if (recoveryAttemptsSoFar >= strategy.AttemptsFor(rank))
            return null;
        var next = strategies.Adjust(strategy, settings);
        return new RecoveryOrder
        {
            Strategy = strategy.Name,
            ErrorType = found.Type,
            Attempt = recoveryAttemptsSoFar + 1,
            Actions = strategy.Actions,
            InstanceId = error.InstanceId,
            MemoryLimitMb = next.MemoryLimitMb,
            TimeoutMs = next.TimeoutMs,
            Flags = next.Flags,
        };
    }

    public string FallbackType(string errorType, int rank) =>
        errorType == ErrorTypes.MemoryError && rank != Critical ? FallbackTypes.StreamingAgent : FallbackTypes.RegularAgent;
}
