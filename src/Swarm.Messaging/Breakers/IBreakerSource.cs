using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Breakers;

/// <summary>Circuit breakers of one sort, which all hosts share: of nodes, of agents, of sessions.</summary>
internal interface IBreakerSource
{
    /// <summary>Those that were used last, first.</summary>
    Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, CancellationToken cancellation);

    /// <summary>Closes one by hand.</summary>
    /// <param name="who">For the log.</param>
    /// <returns>False: it is none of these, or it is closed and nothing counts against it.</returns>
    Task<bool> ResetAsync(string key, string who, CancellationToken cancellation);
}
