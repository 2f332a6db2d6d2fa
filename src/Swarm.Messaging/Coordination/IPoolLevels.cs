namespace Swarm.Messaging.Coordination;

/// <summary>Implemented by whoever has a pool, and asked at each monitoring.</summary>
internal interface IPoolLevels
{
    Task<IReadOnlyList<PoolLevel>> LookAsync(CancellationToken cancellation);
}
