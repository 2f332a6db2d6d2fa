using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>What the cache says of a node that is to begin. A closed set.</summary>
internal abstract record CacheStanding
{
    private CacheStanding()
    {
    }

    public sealed record Hit(ReadOnlyMemory<byte> Result) : CacheStanding;

    /// <summary>It is to run, and its result to be kept.</summary>
    /// <param name="Kept">Null: it is not.</param>
    public sealed record Run(ResultKey? Kept) : CacheStanding;

    /// <summary>An equal one runs; it begins again when that one has ended.</summary>
    public sealed record Wait : CacheStanding;
}
