namespace Swarm.Messaging.Swarms.Registry;

/// <summary>
/// What outside readers find of swarms under the names of the specification: <c>swarm:{id}</c>, <c>swarm:index</c>, <c>swarm:state:{id}</c>, ...
/// Each call makes what is published as the registry is at its end, so calls may come again and in any order.
/// </summary>
public interface ISwarmPublication
{
    /// <summary>The swarm's document, index and status sets; without the swarm: none, and the archive.</summary>
    Task SwarmAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Its state, and the indexes of its snapshots and checkpoints.</summary>
    Task StateAsync(string swarmId, CancellationToken cancellation);

    /// <summary>What its coordinators wait for.</summary>
    Task BlockingAsync(string swarmId, CancellationToken cancellation);

    /// <summary>Takes away what was published of it by names, e.g. <c>snapshots:1</c>, <c>checkpoints:2</c>, <c>coordinators:c</c>.</summary>
    Task WithdrawAsync(string swarmId, IReadOnlyCollection<string> names, CancellationToken cancellation);

    /// <summary>All swarms, and the statistics; what is published of swarms that are gone is taken away.</summary>
    /// <param name="metrics">JSON for <c>swarm:metrics</c>.</param>
    /// <param name="states">JSON for <c>swarm:state:manager:stats</c>.</param>
    Task AllAsync(ReadOnlyMemory<byte> metrics, ReadOnlyMemory<byte> states, CancellationToken cancellation);
}
