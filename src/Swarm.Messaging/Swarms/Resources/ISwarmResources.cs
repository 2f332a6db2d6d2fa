using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>
/// Pools of resources and who holds how much. Every change is one script that looks at the limit and writes a lease, so however many ask at
/// once, no more is given than there is; and what a swarm holds is free when it ends.
/// </summary>
internal interface ISwarmResources
{
    /// <summary>Channel, without the installation's prefix, that says that something changed.</summary>
    const string Channel = "swarm-messaging:{swarms}:resources";

    /// <summary>Makes a pool, or changes its size.</summary>
    /// <param name="command">That wants it: the same again sets nothing again. Null: it has no message, and cannot come again.</param>
    Task<PoolSet> SetAsync(string type, long total, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="SetAsync(string, long, CommandMark?, CancellationToken)"/>
    Task<PoolSet> SetAsync(string type, long total, CancellationToken cancellation) => SetAsync(type, total, null, cancellation);

    /// <param name="leaseId">Names the allocation: the same again is the same one.</param>
    /// <param name="command">That wants it: the same again is granted nothing to another swarm that has the id since. Null: it has no message, and cannot come again.</param>
    Task<Allocation> AllocateAsync(string type, string swarmId, long amount, string leaseId, CommandMark? command, CancellationToken cancellation);

    /// <inheritdoc cref="AllocateAsync(string, string, long, string, CommandMark?, CancellationToken)"/>
    Task<Allocation> AllocateAsync(string type, string swarmId, long amount, string leaseId, CancellationToken cancellation) => AllocateAsync(type, swarmId, amount, leaseId, null, cancellation);

    /// <summary>Gives back, the oldest allocations first; never more than the swarm holds.</summary>
    /// <param name="leaseId">Only this allocation; null: any of the swarm's.</param>
    /// <param name="command">That wants it: the same again gives back nothing again. Null: it has no message, and cannot come again.</param>
    /// <returns>How much was given back, now or when the message came first; the pool; and when it was.</returns>
    Task<(long Released, ResourcePool Pool, Given When)> ReleaseAsync(string type, string swarmId, long amount, string? leaseId, CommandMark? command, CancellationToken cancellation);

    /// <summary>Frees allocations that have run out; for the leader alone.</summary>
    /// <returns>Those freed; null: the term is over, and nothing was changed.</returns>
    Task<IReadOnlyList<FreedLease>?> OptimiseAsync(LeaderTerm term, CancellationToken cancellation);

    Task<IReadOnlyList<ResourcePool>> ListAsync(CancellationToken cancellation);

    /// <summary>Brings the copies under the names that the specification fixes up to date.</summary>
    Task ShowAsync(CancellationToken cancellation);

    Task<long> AllocationsAsync(CancellationToken cancellation);
}

/// <param name="Held">By swarm.</param>
internal sealed record ResourcePool(string Type, long Total, long Available, IReadOnlyDictionary<string, long> Held);

internal sealed record FreedLease(string LeaseId, string Type, string SwarmId, long Amount);

/// <summary>When something was given back.</summary>
internal enum Given
{
    Now,

    /// <summary>When the command came first.</summary>
    Before,

    /// <summary>Never: the message of the command has asked for something else before.</summary>
    Never,
}

/// <summary>The answer to a change of a pool. A closed set.</summary>
internal abstract record PoolSet
{
    private PoolSet()
    {
    }

    /// <param name="Now">False: the same command has set it before; the pool is as others have left it since.</param>
    public sealed record Done(ResourcePool Pool, bool Now) : PoolSet;

    /// <summary>The message of the command has asked for something else before.</summary>
    public sealed record Other : PoolSet;

    /// <param name="Allocated">More than the size asked for.</param>
    public sealed record TooSmall(long Allocated) : PoolSet;
}

/// <summary>The answer to a request for resources. A closed set.</summary>
internal abstract record Allocation
{
    private Allocation()
    {
    }

    /// <param name="Amount">What is left of it: less than was asked for when it was granted before and some, or all, was given back.</param>
    /// <param name="New">False: it was granted before.</param>
    public sealed record Granted(string LeaseId, long Amount, ResourcePool Pool, bool New) : Allocation;

    /// <param name="Available">What is left of the pool; 0 when there is none.</param>
    public sealed record Short(long Available) : Allocation;

    /// <param name="Status">Null: there is no such swarm.</param>
    public sealed record NoSwarm(string? Status) : Allocation;

    /// <summary>The id is another allocation's.</summary>
    public sealed record Conflict : Allocation;

    /// <summary>The message of the command has asked for something else before.</summary>
    public sealed record Other : Allocation;
}
