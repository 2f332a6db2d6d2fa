using System.Text.Json;
using BitFaster.Caching.Lru;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>
/// Reads for whoever asks, some seconds old at most; what this process changes it reads anew. Never for writes, restoring or recovery.
/// </summary>
internal sealed class SwarmReads(ISwarmRegistry registry, ISwarmStates states)
{
    private const int Most = 1_000;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly ConcurrentTLru<string, SwarmDocument> swarms = new(Most, Age);
    private readonly ConcurrentTLru<string, SwarmState> remembered = new(Most, Age);
    private long loaded;
    private long errors;

    public int SwarmsCached => swarms.Count;

    public int StatesCached => remembered.Count;

    public async Task<SwarmDocument?> SwarmAsync(string swarmId, CancellationToken cancellation)
    {
        if (swarms.TryGet(swarmId, out var known))
            return known;
        var swarm = await registry.GetAsync(swarmId, cancellation).ConfigureAwait(false);
        if (swarm is not null)
            swarms.AddOrUpdate(swarmId, swarm);
        return swarm;
    }

    /// <exception cref="JsonException">What is stored is no JSON.</exception>
    public async Task<SwarmState?> StateAsync(string swarmId, CancellationToken cancellation)
    {
        if (remembered.TryGet(swarmId, out var known))
            return known;
        try
        {
            var state = await states.LoadAsync(swarmId, cancellation).ConfigureAwait(false);
            if (state is not null)
            {
                Interlocked.Increment(ref loaded);
                remembered.AddOrUpdate(swarmId, state);
            }

            return state;
        }
        catch (JsonException)
        {
            Interlocked.Increment(ref errors);
            throw;
        }
    }

    /// <summary>Something about it was changed here.</summary>
    public void Forget(string swarmId)
    {
        swarms.TryRemove(swarmId);
        remembered.TryRemove(swarmId);
    }

    /// <summary>Adds to the statistics what was read since the last time.</summary>
    public Task CountAsync(CancellationToken cancellation) => states.CountAsync(Interlocked.Exchange(ref loaded, 0), Interlocked.Exchange(ref errors, 0), cancellation);
}
