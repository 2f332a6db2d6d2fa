using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>A host's way to the system: over the bus or over HTTP, with the same meaning. A transient <see cref="SwarmClientException"/> means that the system did not answer.</summary>
internal interface ISwarmHostLink : IAsyncDisposable
{
    /// <param name="wait">What the system may wait before it answers.</param>
    Task<(TAnswer? Answer, CommandRejected? Rejected)> AskAsync<TCommand, TAnswer>(SwarmRoute route, TCommand command, TimeSpan wait, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class;
}
