namespace Swarm.Messaging.Redis.Sagas;

/// <summary>How the saga store keeps what it keeps.</summary>
public sealed class RedisSagaStoreOptions
{
    /// <summary>
    /// How long an applied item is remembered while its saga lives, at least; 1 minute or more, default 6 hours. Later repetitions are
    /// caught by version, attempt number and lease token instead. A host that takes signed calls of triggers refuses less than 10 minutes.
    /// </summary>
    public TimeSpan InboxHorizon { get; set; } = TimeSpan.FromHours(6);
}
