namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Somebody else to whom what happened to swarms is brought, in its order and at least once: what comes again has the same <see cref="SwarmNews.Id"/>.</summary>
internal interface ISwarmNewsReader
{
    /// <summary>Throws when it could not take it: then all of it comes again.</summary>
    Task ReadAsync(IReadOnlyList<SwarmNews> news, CancellationToken cancellation);
}
