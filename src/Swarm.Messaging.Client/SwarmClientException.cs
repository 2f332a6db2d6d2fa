namespace Swarm.Messaging.Client;

/// <summary>The system did not answer, or not as agreed. Whether a submission took effect is then unknown: submit again with the same id or idempotency key.</summary>
public sealed class SwarmClientException(string message, bool transient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool Transient { get; } = transient;
}
