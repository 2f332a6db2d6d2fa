namespace Swarm.Messaging.Worker;

/// <summary>The task failed in a way that has a name.</summary>
/// <param name="code">Stable snake-case name, e.g. <c>invalid_payload</c>.</param>
/// <param name="message">What happened, with which value, and what to do.</param>
/// <param name="retryable">False: no other attempt would help.</param>
public sealed class WorkerTaskException(string code, string message, bool retryable = true) : Exception(message)
{
    public string Code => code;

    public bool Retryable => retryable;
}
