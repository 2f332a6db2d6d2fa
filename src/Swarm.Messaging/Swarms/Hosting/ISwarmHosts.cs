namespace Swarm.Messaging.Swarms.Hosting;

/// <summary>Which processes host swarms, and which swarm is whose.</summary>
public interface ISwarmHosts
{
    /// <summary>A sign of life of a process that hosts swarms; those without a host may become its own.</summary>
    /// <param name="capacity">Most swarms it hosts; 0: it takes no further ones.</param>
    /// <returns>All that it hosts now.</returns>
    Task<IReadOnlyList<HostedSwarm>> OfferAsync(string hostId, int capacity, CancellationToken cancellation);

    /// <summary>All that a process hosts.</summary>
    Task<IReadOnlyList<HostedSwarm>> HostedAsync(string hostId, CancellationToken cancellation);

    /// <summary>The process ends: what it hosts goes to others at once, or waits for one.</summary>
    /// <returns>What it hosted.</returns>
    Task<IReadOnlyList<string>> LeaveAsync(string hostId, CancellationToken cancellation);

    /// <summary>Calls back when something waits for the process. May be missed.</summary>
    /// <param name="wake">Given the id of the swarm that became the process's own or was taken from it; empty: messages wait for its swarms.</param>
    Task<IAsyncDisposable> OnWakeAsync(string hostId, Action<string> wake, CancellationToken cancellation);
}
