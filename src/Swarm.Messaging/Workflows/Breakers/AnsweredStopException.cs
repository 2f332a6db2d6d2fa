namespace Swarm.Messaging.Workflows.Breakers;

/// <summary>A call was stopped and is not to blame for it: what it called answered to that at once, or was never asked. Its breaker does not count it.</summary>
internal sealed class AnsweredStopException(string message, Exception inner, CancellationToken cancellation) : OperationCanceledException(message, inner, cancellation);
