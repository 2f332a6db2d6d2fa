namespace Swarm.Messaging.Channels;

/// <summary>Statistics that all hosts add to, each addition counted once by the store: no host overwrites what another has counted.</summary>
public interface ICounters
{
    /// <param name="area">e.g. <c>wasm-errors</c>.</param>
    Task AddAsync(string area, IReadOnlyDictionary<string, double> increments, CancellationToken cancellation);

    Task<IReadOnlyDictionary<string, double>> ReadAsync(string area, CancellationToken cancellation);

    /// <summary>Forgets counters, so that those named after what comes and goes stay few.</summary>
    Task RemoveAsync(string area, IReadOnlyCollection<string> names, CancellationToken cancellation);
}
