using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>The answer to a command about a swarm: exactly one of the two is set.</summary>
public sealed record SwarmResult<T>(T? Answer, CommandRejected? Rejected)
    where T : class
{
    /// <exception cref="SwarmClientException">It was refused; the message says why and what to do.</exception>
    public T OrThrow() => Answer ?? throw new SwarmClientException(Rejected!.Message, transient: false);
}
