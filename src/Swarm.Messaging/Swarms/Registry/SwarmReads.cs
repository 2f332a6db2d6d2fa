using System.Text.Json;
using BitFaster.Caching.Lru;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>
/// Reads for whoever asks, some seconds old at most; what this process changes it reads anew. Never for writes, restoring or recovery.
/// </summary>
internal sealed class SwarmReads(ISwarmRegistry registry, ISwarmStates states, Announcer announcer)
{
    private const int Most = 1_000;

    private const string LoadedName = "state_loaded";

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
                Loaded(swarmId, state.Version);
                remembered.AddOrUpdate(swarmId, state);
            }

            return state;
        }
        catch (JsonException)
        {
            Failed();
            throw;
        }
    }

    /// <summary>A state was read from the store: counted, and told as <c>state_loaded</c> to whoever listens.</summary>
    public void Loaded(string swarmId, long version)
    {
        Interlocked.Increment(ref loaded);
        _ = announcer.TellAsync(SwarmPublisher.Channel, LoadedName, new { SwarmId = swarmId, Version = version }, CancellationToken.None);
    }

    /// <summary>A state could not be read: counted.</summary>
    public void Failed() => Interlocked.Increment(ref errors);

    /// <summary>Something about it was changed here.</summary>
    public void Forget(string swarmId)
    {
        swarms.TryRemove(swarmId);
        remembered.TryRemove(swarmId);
    }

    /// <summary>Adds to the statistics what was read since the last time.</summary>
    /// <returns>States that could not be read or written within the last hour, of all processes.</returns>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        var (read, failed) = (Interlocked.Exchange(ref loaded, 0), Interlocked.Exchange(ref errors, 0));
        try
        {
            return await states.CountAsync(read, failed, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // Counted the next time.
            Interlocked.Add(ref loaded, read);
            Interlocked.Add(ref errors, failed);
            throw;
        }
    }
}
